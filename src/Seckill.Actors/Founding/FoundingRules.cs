namespace Seckill.Actors.Founding;

/// <summary>What a node must do after reading the register.</summary>
internal enum FoundingStep
{
    /// <summary>Nothing: another cluster is alive, or it is too early to say that it is not.</summary>
    Wait,

    /// <summary>Write the members that this node knows. A node outside of a cluster writes itself, and may then found one.</summary>
    Write,

    /// <summary>End: this node's cluster has lost the register to another one that is alive.</summary>
    End,
}

/// <summary>
/// Decides who may found a cluster, and which of two clusters goes on. The register belongs to the cluster of its members as long as
/// one of them gives a sign of life; after a silence of <paramref name="patience"/> anybody may take it. These rules do not decide who
/// may sell, because the ledger's unique key does. A mistake here costs only time.
/// </summary>
/// <param name="patience">How long the silence must last.</param>
/// <param name="turn">How much longer this node waits, so that the first seed node that is up founds the cluster.</param>
/// <param name="time">The clock.</param>
internal sealed class FoundingRules(TimeSpan patience, TimeSpan turn, TimeProvider time)
{
    private long? _beat;
    private long _since;
    private bool _wasForeign;

    /// <summary>Whether this node saw a sign of life of another node. A record that never changes may be an old backup.</summary>
    public bool IsSomebodyAlive { get; private set; }

    /// <summary>Decides by a record that was just read.</summary>
    /// <param name="record">What was read.</param>
    /// <param name="members">The members of this node's cluster; none while it is in no cluster.</param>
    public FoundingStep Judge(ClusterRecord record, IReadOnlyCollection<string> members)
    {
        var hasMoved = _beat is { } before && before != record.Beat;
        if (_beat != record.Beat) (_beat, _since) = (record.Beat, time.GetTimestamp());
        var isSilent = time.GetElapsedTime(_since) >= patience;
        IsSomebodyAlive = hasMoved || (IsSomebodyAlive && !isSilent);
        var isForeign = !record.Members.Any(members.Contains);
        var hasLost = isForeign && _wasForeign && hasMoved && members.Count > 0;
        _wasForeign = isForeign;
        if (hasLost) return FoundingStep.End;
        // Of the members, the one that finds no new beat since its last look writes.
        var isFree = time.GetElapsedTime(_since) >= (record.Beat == 0 ? TimeSpan.Zero : patience) + turn;
        var isDue = isForeign ? isFree : !hasMoved;
        return isDue ? FoundingStep.Write : FoundingStep.Wait;
    }

    /// <summary>Records that this node has written over <paramref name="seen"/>.</summary>
    public void Wrote(ClusterRecord seen) => (_beat, _since) = (seen.Beat + 1, time.GetTimestamp());

    /// <summary>
    /// The register could not be read or written. Silence during that time proves nothing, since other nodes could not write it either.
    /// </summary>
    public void Forget() => (_beat, _wasForeign, IsSomebodyAlive) = (null, false, false);
}
