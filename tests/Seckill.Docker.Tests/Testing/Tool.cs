using System.Diagnostics;

namespace Seckill.Docker.Tests.Testing;

/// <summary>How a program ended, and what it said.</summary>
public sealed record Told(int ExitCode, string Text);

/// <summary>A program of the machine's, run to its end. Where it is not installed the test that asks is skipped, with the reason.</summary>
public static class Tool
{
    private static readonly Dictionary<string, string> Packages = new()
    {
        ["nginx"] = "nginx", ["prometheus"] = "prometheus", ["promtool"] = "prometheus", ["docker-compose"] = "docker-compose",
        ["psql"] = "postgresql-client", ["sh"] = "dash", ["curl"] = "curl", ["sqlite3"] = "sqlite3",
    };

    /// <summary>The folder docker/ of the repository.</summary>
    public static string Folder => Path.Combine(HostProcess.RepositoryRoot, "docker");

    /// <summary>Skips the test when the program is missing; otherwise says where it is.</summary>
    public static string Find(string program)
    {
        var path = ((string[])["/usr/local/bin", "/usr/bin", "/usr/sbin", "/bin"]).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Skip.If(path is null, $"{program} is not installed; on Debian: apt-get install {Packages[program]}.");
        return path!;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<Told> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Find(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Told(process.ExitCode, await output + await errors);
    }
}
