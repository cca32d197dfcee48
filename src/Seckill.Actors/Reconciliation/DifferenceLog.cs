using Microsoft.Extensions.Logging;

namespace Seckill.Actors.Reconciliation;

/// <summary>Writes a line of the log for each difference when it is found, and one when an item agrees again; so many a second at most.</summary>
internal sealed class DifferenceLog(TimeProvider time, ILogger log)
{
    /// <summary>If a whole table is lost, the log must not be.</summary>
    private const int LinesPerSecond = 20;

    private long _since = time.GetTimestamp();
    private int _told;
    private long _untold;

    public void Tell(ItemCheck check, IReadOnlyList<FoundDifference> found, IReadOnlyList<FoundDifference> known)
    {
        var before = known.Select(one => one.Difference.Key).ToHashSet();
        foreach (var (difference, _) in found.Where(one => !before.Contains(one.Difference.Key)))
        {
            if (MayTell(out var untold))
            {
                log.LogError(
                    "The books differ: {Kind}, item {Item}, order {Order}: {Detail} ({Untold} more since the last line)",
                    DifferenceKinds.Of(difference.Kind), difference.Item, difference.Order ?? "none", difference.Detail, untold);
            }
        }

        if (known.Count > 0 && check.Differences == 0 && MayTell(out var more))
            log.LogWarning("The books of item {Item} agree again ({Untold} more since the last line)", check.Item, more);
    }

    private bool MayTell(out long untold)
    {
        if (time.GetElapsedTime(_since) >= TimeSpan.FromSeconds(1)) (_since, _told) = (time.GetTimestamp(), 0);
        untold = 0;
        if (_told++ >= LinesPerSecond)
        {
            _untold++;
            return false;
        }

        (untold, _untold) = (_untold, 0);
        return true;
    }
}
