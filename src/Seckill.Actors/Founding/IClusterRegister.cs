namespace Seckill.Actors.Founding;

/// <summary>The cluster as recorded in the storage: its members when one of them last gave a sign of life.</summary>
/// <param name="Beat">Counts signs of life; 0: there has never been a cluster.</param>
/// <param name="Members">The members at that time, as <see cref="ClusterMembers"/> writes them.</param>
public sealed record ClusterRecord(long Beat, IReadOnlyList<string> Members);

/// <summary>The cluster's only record. It is stored beside the ledger, so every node that can sell can reach it.</summary>
public interface IClusterRegister
{
    /// <summary>Reads the record. Throws when the storage cannot be reached.</summary>
    Task<ClusterRecord> ReadAsync(CancellationToken cancellation);

    /// <summary>Gives a sign of life, unless another node has given one since <paramref name="seen"/> was read.</summary>
    /// <param name="seen">What was read.</param>
    /// <param name="members">Who is in the cluster now.</param>
    /// <param name="cancellation">Ends the wait; whether the record was written is then unknown.</param>
    /// <returns>Whether it was written. Of several calls with the same <paramref name="seen"/>, one gets true.</returns>
    Task<bool> TryWriteAsync(ClusterRecord seen, IReadOnlyList<string> members, CancellationToken cancellation);
}
