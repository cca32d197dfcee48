namespace Seckill.Actors.Isolation;

/// <summary>
/// Decides from reports whether this node is cut off from the storage, or the storage itself is away. Leaving helps only in the first
/// case. Both observations must hold for <paramref name="patience"/>, because nodes notice the end of an outage at different times.
/// </summary>
internal sealed class StorageReports(int self, TimeSpan patience, TimeProvider time)
{
    private readonly Dictionary<int, Streak> _streaks = [];

    /// <summary>Whether this node has not reached the storage for long, while another node has throughout.</summary>
    public bool IsIsolated => HasBeen(self, isHealthy: false) && _streaks.Keys.Any(node => node != self && HasBeen(node, isHealthy: true));

    /// <summary>Takes a report of this or another node.</summary>
    public void Take(StorageReport report)
    {
        var now = time.GetTimestamp();
        var goesOn = _streaks.TryGetValue(report.Node, out var streak) && streak.IsHealthy == report.IsHealthy && !IsSilent(streak);
        _streaks[report.Node] = new Streak(report.IsHealthy, goesOn ? streak.Since : now, now);
    }

    private bool HasBeen(int node, bool isHealthy) =>
        _streaks.TryGetValue(node, out var streak) && streak.IsHealthy == isHealthy && !IsSilent(streak)
        && time.GetElapsedTime(streak.Since) >= patience;

    private bool IsSilent(Streak streak) => time.GetElapsedTime(streak.LastAt) >= patience;

    /// <summary>Equal reports of one node, without a gap between them.</summary>
    private readonly record struct Streak(bool IsHealthy, long Since, long LastAt);
}
