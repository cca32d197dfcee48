using Seckill.Actors.Items;

namespace Seckill.Actors.Isolation;

/// <summary>What a node says of its way to the storage, once a second, to every node with items.</summary>
/// <param name="Node">The node's unique id.</param>
/// <param name="IsHealthy">Whether the storage answered it within its bound.</param>
public sealed record StorageReport(int Node, bool IsHealthy) : IWireMessage;

/// <summary>This node's way to the storage.</summary>
public interface IStorageHealth
{
    /// <summary>Whether every store answers and takes writes, within a bound. Throws only when cancelled.</summary>
    Task<bool> IsHealthyAsync(CancellationToken cancellation);
}
