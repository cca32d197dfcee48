using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Seckill.Testing;

namespace Seckill.Benchmarks.Micro;

/// <summary>
/// Runs the micro-benchmarks within this process: BenchmarkDotNet's own way is to build a project for each, which takes longer than
/// they do and would build the product a second time.
/// </summary>
internal static class MicroBenchmarks
{
    public static int Run(string[] arguments)
    {
        var config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine(HostProcess.RepositoryRoot, "artifacts", "benchmarks", "micro"));
        // All of them, unless a filter is given.
        string[] chosen = arguments.Length == 0 ? ["--filter", "*"] : arguments;
        var summaries = BenchmarkSwitcher
            .FromTypes([typeof(DecideBenchmarks), typeof(ApplyBenchmarks), typeof(SerializerBenchmarks), typeof(ChainBenchmarks), typeof(TokenBenchmarks), typeof(IdentityBenchmarks), typeof(TicketBenchmarks), typeof(ChallengeBenchmarks)])
            .Run(chosen, config).ToArray();
        var hasRun = summaries.Length > 0 && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
        return hasRun ? 0 : 1;
    }
}
