using System.Diagnostics;
using Seckill.Benchmarks.Contenders;

namespace Seckill.Benchmarks.Accounting;

/// <summary>What a run has cost. The server's part reaches to the end of what it does after the last answer.</summary>
internal sealed record Expense(
    double ServerCpuSeconds, double StoreCpuSeconds, double LoadCpuSeconds, double WallSeconds, double AllocatedBytes, double WrittenBytes)
{
    /// <summary>Part of the machine's used CPU that went into making the load.</summary>
    public double LoadShare => LoadCpuSeconds / Math.Max(ServerCpuSeconds + StoreCpuSeconds + LoadCpuSeconds, 0.01);

    /// <summary>Runs a load against a contender and accounts for it.</summary>
    /// <param name="contender">Who serves it.</param>
    /// <param name="load">The load, which returns its own CPU seconds with its result.</param>
    public static async Task<(T Result, Expense Expense)> OfAsync<T>(IContender contender, Func<Task<(T Result, double CpuSeconds)>> load)
    {
        var written = Disks.WrittenBytes();
        var before = await SnapshotAsync(contender);
        var (result, loadCpu) = await load();
        var wall = Stopwatch.GetElapsedTime(before.At).TotalSeconds;
        await contender.SettleAsync();
        var after = await SnapshotAsync(contender);
        return (result, new Expense(
            after.ServerCpu - before.ServerCpu, after.StoreCpu - before.StoreCpu, loadCpu, wall,
            after.Allocated - before.Allocated, Disks.WrittenBytes() - written));
    }

    private static async Task<Snapshot> SnapshotAsync(IContender contender)
    {
        var allocated = await contender.AllocatedAsync();
        return new Snapshot(
            ProcessTree.CpuSecondsOf(contender.ServerId), ProcessTree.CpuSecondsOf(contender.StoreId), allocated,
            Stopwatch.GetTimestamp());
    }

    private sealed record Snapshot(double ServerCpu, double StoreCpu, double Allocated, long At);
}
