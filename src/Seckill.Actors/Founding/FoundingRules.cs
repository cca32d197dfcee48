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
internal sealed class FoundingRules(TimeSpan patience, TimeProvider time)
{
    private long? _beat;
    private long _since;
    private bool _wasForeign;

    /// <summary>Judges what was just read.</summary>
    /// <param name="record">What was read.</param>
    /// <param name="members">The members of this node's cluster; none while it is in no cluster.</param>
    public FoundingStep Judge(ClusterRecord record, IReadOnlyCollection<string> members)
    {
        var isAlive = _beat is { } before && before != record.Beat;
        if (_beat != record.Beat) (_beat, _since) = (record.Beat, time.GetTimestamp());
        var isForeign = !record.Members.Any(members.Contains);
        var hasLost = isForeign && _wasForeign && isAlive && members.Count > 0;
        _wasForeign = isForeign;
        if (hasLost) return FoundingStep.End;
        return !isForeign || record.Beat == 0 || time.GetElapsedTime(_since) >= patience ? FoundingStep.Write : FoundingStep.Wait;
    }

    /// <summary>
    /// The register could not be read. Silence during that time proves nothing, since those who write could not reach it either.
    /// </summary>
    public void Forget() => (_beat, _wasForeign) = (null, false);
}
