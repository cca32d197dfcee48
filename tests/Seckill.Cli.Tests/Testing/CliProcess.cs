using System.Diagnostics;
using Seckill.Testing;

namespace Seckill.Cli.Tests.Testing;

/// <summary>What a run of the console left behind.</summary>
public sealed record Run(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines on the output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails unless it ended with this exit code, and without a stack trace.</summary>
    public Run ShouldExitWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, ToString());
        (Output + Errors).ShouldNotContain("   at ");
        return this;
    }

    /// <summary>Fails unless it ended with this exit code and one line that says why.</summary>
    public Run ShouldFailWith(int exitCode, string why)
    {
        ShouldExitWith(exitCode);
        Errors.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldContain(why);
        return this;
    }

    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}

/// <summary>The console as a process, with a configuration directory of its own.</summary>
public sealed class CliProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _home = Directory.CreateTempSubdirectory("seckill-cli-").FullName;

    /// <summary>Where the console keeps logins.</summary>
    public string LoginFile => Path.Combine(_home, "seckill", "logins.json");

    /// <summary>The node that is asked.</summary>
    public Uri? Url { get; init; }

    /// <summary>The token in the environment; null for none.</summary>
    public string? Token { get; init; }

    private static string Program => Path.Combine(
        HostProcess.RepositoryRoot, "src", "Seckill.Cli", "bin",
        AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "seckill.dll");

    /// <summary>Runs it to its end.</summary>
    public Task<Run> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    /// <summary>Runs it to its end, with its streams redirected by a shell, such as <c>&gt;&amp;-</c>.</summary>
    public async Task<Run> RunInShellAsync(string redirections, params string[] arguments)
    {
        using var process = Start("sh", ["-c", $"exec \"$@\" {redirections}", "sh", "dotnet", Program, .. arguments]);
        return await RunAsync(process, null);
    }

    /// <summary>Runs it to its end, with this on its input.</summary>
    public async Task<Run> RunAsync(string? input, string[] arguments)
    {
        using var process = Start(arguments);
        return await RunAsync(process, input);
    }

    private static async Task<Run> RunAsync(Process process, string? input)
    {
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await WaitAsync(process);
        return new Run(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts it; the caller reads and ends it.</summary>
    public Process Start(params string[] arguments) => Start("dotnet", [Program, .. arguments]);

    private Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["XDG_CONFIG_HOME"] = _home;
        start.Environment.Remove("SECKILL_URL");
        start.Environment.Remove("SECKILL_TOKEN");
        if (Url is not null) start.Environment["SECKILL_URL"] = Url.ToString();
        if (Token is not null) start.Environment["SECKILL_TOKEN"] = Token;
        return Process.Start(start)!;
    }

    /// <summary>Waits for its end.</summary>
    public static async Task WaitAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException("The console did not end.");
        }
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
