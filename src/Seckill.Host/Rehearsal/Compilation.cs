using System.Runtime;

namespace Seckill.Host.Rehearsal;

/// <summary>What the runtime compiles in the background.</summary>
internal static class Compilation
{
    /// <summary>When it has compiled nothing for so long, it has nothing left to do.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Methods compiled since the process began.</summary>
    public static long Methods => JitInfo.GetCompiledMethodCount();

    /// <summary>Waits until nothing has been compiled for a while, or the time is up.</summary>
    /// <param name="clock">Measures both.</param>
    /// <param name="since">When the time began.</param>
    /// <param name="limit">How long it is.</param>
    public static async Task AwaitSilenceAsync(TimeProvider clock, long since, TimeSpan limit)
    {
        var (compiled, changedAt) = (Methods, clock.GetTimestamp());
        while (clock.GetElapsedTime(changedAt) < Silence && clock.GetElapsedTime(since) < limit)
        {
            await Task.Delay(Look);
            if (Methods is var now && now != compiled) (compiled, changedAt) = (now, clock.GetTimestamp());
        }
    }
}
