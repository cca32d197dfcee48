using Seckill.Actors.Ledger;

namespace Seckill.Actors.Isolation;

/// <summary>A node's report on its access to the storage, sent once a second to every node with items.</summary>
/// <param name="Node">The node's unique id.</param>
/// <param name="IsHealthy">Whether the storage answered the node in time.</param>
public sealed record StorageReport(int Node, bool IsHealthy) : IWireMessage;

/// <summary>This node's access to the storage.</summary>
public interface IStorageHealth
{
    /// <summary>Whether every store answers and accepts writes in time. Throws only when cancelled.</summary>
    Task<bool> IsHealthyAsync(CancellationToken cancellation);
}
