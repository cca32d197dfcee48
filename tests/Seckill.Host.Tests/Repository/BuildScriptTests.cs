using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Repository;

/// <summary>Runs <c>build.ps1</c> in a hosted PowerShell in which <c>dotnet</c> only tells what it was asked.</summary>
public sealed class BuildScriptTests
{
    private static readonly string Script = Path.Combine(HostProcess.RepositoryRoot, "build.ps1");

    [Fact]
    public void The_script_parses()
    {
        Parser.ParseFile(Script, out _, out var errors);

        errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("build", "build SeckillAkka.sln")]
    [InlineData("test", "test SeckillAkka.sln")]
    [InlineData("run", "run --project src/Seckill.Host --")]
    [InlineData("cluster", "run -c Release --project tests/Seckill.Faults -- cluster")]
    [InlineData("bench", "run -c Release --project tests/Seckill.Benchmarks --")]
    [InlineData("pack", "publish src/Seckill.Host -c Release -o artifacts/host")]
    public void A_target_is_one_dotnet_command(string target, string command) => Run($"& '{Script}' {target}").ShouldBe([command]);

    [Fact]
    public void What_follows_the_target_is_handed_on() =>
        Run($"& '{Script}' bench sale throughput").ShouldBe(["run -c Release --project tests/Seckill.Benchmarks -- sale throughput"]);

    [Fact]
    public void A_failed_command_fails_the_script() =>
        Should.Throw<RuntimeException>(() => Run($"& '{Script}' test", exitCode: 1)).Message.ShouldContain("'test' failed with exit code 1");

    private static string[] Run(string line, int exitCode = 0)
    {
        using var shell = PowerShell.Create(InitialSessionState.CreateDefault2());
        var commands = new List<string>();
        shell.Runspace.SessionStateProxy.SetVariable("commands", commands);
        shell.AddScript($$"""
            function global:dotnet { $commands.Add([string]::Join(' ', $args)); $global:LASTEXITCODE = {{exitCode}} }
            {{line}}
            """);
        shell.Invoke();
        if (shell.Streams.Error.Count > 0) throw shell.Streams.Error[0].Exception;
        return [.. commands.Select(command => command.Replace(HostProcess.RepositoryRoot + "/", "", StringComparison.Ordinal))];
    }
}
