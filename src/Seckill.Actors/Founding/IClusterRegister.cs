namespace Seckill.Actors.Founding;

/// <summary>What the storage knows of the cluster: who was in it when a member last gave a sign of life.</summary>
/// <param name="Beat">Counts signs of life; 0: there has never been a cluster.</param>
/// <param name="Members">The members then, as <see cref="ClusterMembers"/> writes them.</param>
public sealed record ClusterRecord(long Beat, IReadOnlyList<string> Members);

/// <summary>The one record of the cluster that every node can reach that can sell: it lies beside the ledger.</summary>
public interface IClusterRegister
{
    /// <summary>The record as it is. Throws when the storage cannot be reached.</summary>
    Task<ClusterRecord> ReadAsync(CancellationToken cancellation);

    /// <summary>Gives a sign of life, unless somebody else has given one since <paramref name="seen"/> was read.</summary>
    /// <param name="seen">What was read.</param>
    /// <param name="members">Who is in the cluster now.</param>
    /// <param name="cancellation">Gives up waiting; whether it was written is then unknown.</param>
    /// <returns>Whether it was written. Of several calls with the same <paramref name="seen"/>, one gets true.</returns>
    Task<bool> TryWriteAsync(ClusterRecord seen, IReadOnlyList<string> members, CancellationToken cancellation);
}
