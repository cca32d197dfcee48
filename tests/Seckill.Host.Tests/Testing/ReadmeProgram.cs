using System.Diagnostics;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Testing;

/// <summary>The Python programs that the README gives to its readers, run as they stand there.</summary>
internal static class ReadmeProgram
{
    private const string Fence = "```python\n";

    private static readonly string? Python = Environment.GetEnvironmentVariable("PATH")?.Split(':')
        .Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);

    /// <summary>Runs the first program under a heading.</summary>
    /// <param name="heading">The heading as it is written, such as <c>## Try it</c>.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="arguments">Its command line.</param>
    /// <returns>Its exit code, and all that it says; when it fails, what it complains of.</returns>
    public static async Task<(int Code, string Said)> RunAsync(string heading, string input, params string[] arguments)
    {
        Skip.If(Python is null, "python3 is not installed; on Debian: apt-get install python3.");
        var start = new ProcessStartInfo(Python!, ["-c", await ReadAsync(heading), .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        await python.StandardInput.WriteAsync(input);
        python.StandardInput.Close();
        var (said, errors) = (python.StandardOutput.ReadToEndAsync(), python.StandardError.ReadToEndAsync());
        await python.WaitForExitAsync();
        return (python.ExitCode, python.ExitCode == 0 ? await said : (await errors).Trim());
    }

    private static async Task<string> ReadAsync(string heading)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(HostProcess.RepositoryRoot, "README.md"));
        var section = readme.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        section.ShouldBeGreaterThan(0, $"README.md has the heading '{heading}'");
        var begin = readme.IndexOf(Fence, section, StringComparison.Ordinal) + Fence.Length;
        return readme[begin..readme.IndexOf("```", begin, StringComparison.Ordinal)];
    }
}
