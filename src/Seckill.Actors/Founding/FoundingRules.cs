namespace Seckill.Actors.Founding;

/// <summary>What a look at the register asks a node to do.</summary>
internal enum FoundingStep
{
    /// <summary>Nothing: somebody else's cluster is alive, or it is too early to say that it is not.</summary>
    Wait,

    /// <summary>Write the members that this node knows. Outside of a cluster that is itself, and the right to found one.</summary>
    Write,

    /// <summary>End: this node's cluster has lost the register to another one that is alive.</summary>
    End,
}

/// <summary>
/// Who may found a cluster, and which of two clusters goes on. The register belongs to the cluster whose members are in it, for as
/// long as one of them gives a sign of life; what has been silent for <paramref name="patience"/> is anybody's. Nothing here decides
/// who may sell: the ledger's unique key does, and mistakes here cost time only.
/// </summary>
/// <param name="patience">How long silence must last.</param>
/// <param name="turn">How much longer this node waits: the first seed node that is there shall found, so that others need not try.</param>
/// <param name="time">The clock.</param>
internal sealed class FoundingRules(TimeSpan patience, TimeSpan turn, TimeProvider time)
{
    private long? _beat;
    private long _since;
    private bool _wasForeign;

    /// <summary>Whether a sign of life of somebody else has come while this node looked. What was never seen to move may be an old backup.</summary>
    public bool IsSomebodyAlive { get; private set; }

    /// <summary>Judges what was just read.</summary>
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
        // Among members whoever finds that nobody has written since its last look does it.
        var isFree = time.GetElapsedTime(_since) >= (record.Beat == 0 ? TimeSpan.Zero : patience) + turn;
        var isDue = isForeign ? isFree : !hasMoved;
        return isDue ? FoundingStep.Write : FoundingStep.Wait;
    }

    /// <summary>This node has written on top of <paramref name="seen"/>.</summary>
    public void Wrote(ClusterRecord seen) => (_beat, _since) = (seen.Beat + 1, time.GetTimestamp());

    /// <summary>
    /// The register could not be read or written. Silence during that time proves nothing, since others could not write it either.
    /// </summary>
    public void Forget() => (_beat, _wasForeign, IsSomebodyAlive) = (null, false, false);
}
