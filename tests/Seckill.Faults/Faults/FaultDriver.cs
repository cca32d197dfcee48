using System.Diagnostics;
using System.Globalization;
using Seckill.Faults.Shoppers;

namespace Seckill.Faults.Faults;

/// <summary>What a fault did.</summary>
internal sealed record FaultReport(DateTime At, string Name, Victims Victims, long Instant, TimeSpan Took, bool IsWhole)
{
    /// <summary>Until the first new yes of any of the victims' items, and of all of them; null when there was none.</summary>
    public (TimeSpan? First, TimeSpan? All) OutageBy(Pulse pulse)
    {
        var firsts = Victims.Items.Select(item => pulse.FirstAfter(item, Instant)).ToArray();
        return (firsts.Where(first => first is not null).Min(), firsts.Any(first => first is null) ? null : firsts.Max());
    }

    public string Describe(Pulse pulse)
    {
        var (first, all) = OutageBy(pulse);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{At:HH:mm:ss} {Name} ({Victims.Who}, {Victims.Items.Count} items): first new yes after {Seconds(first)}, of all items after {Seconds(all)}; whole again after {(IsWhole ? Seconds(Took) : "never, within the bound")}");
    }

    private static string Seconds(TimeSpan? time) =>
        time is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.TotalSeconds:F1} s") : "-";
}

/// <summary>Lets a fault happen, heals it, and waits (not for ever) until the cluster is whole and sells what the fault took away.</summary>
internal static class FaultDriver
{
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    public static async Task<FaultReport> StrikeAsync(Fault fault, Site site, Pulse pulse)
    {
        var victims = await fault.AimAsync(site);
        var (at, instant) = (DateTime.UtcNow, Stopwatch.GetTimestamp());
        await fault.InjectAsync(site);
        if (fault.Lasts > TimeSpan.Zero) await Pause.ForAsync((int)fault.Lasts.TotalMilliseconds);
        await fault.HealAsync(site);
        // A frozen node needs a moment to find out that it was expelled; until then everything looks well.
        var healed = Stopwatch.GetTimestamp();
        if (fault is FreezeOwner or IsolateNode) await Pause.ForAsync(5_000);
        var isWhole = await site.Cluster.TryWaitWholeAsync(RecoveryPatience);
        var isSelling = isWhole && await SellsAgainAsync(victims, pulse, healed);
        return new FaultReport(at, fault.Name, victims, instant, Stopwatch.GetElapsedTime(instant), isWhole && isSelling);
    }

    private static async Task<bool> SellsAgainAsync(Victims victims, Pulse pulse, long healed)
    {
        using var limit = new CancellationTokenSource(RecoveryPatience);
        using var look = new PeriodicTimer(LookEvery);
        while (victims.Items.Any(item => pulse.FirstAfter(item, healed) is null))
        {
            if (limit.IsCancellationRequested) return false;
            await look.WaitForNextTickAsync(CancellationToken.None);
        }

        return true;
    }
}
