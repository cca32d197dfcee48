using System.Collections.Concurrent;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Gateway;

/// <summary>
/// This node's access to the items. Requests for one item gather while earlier ones are under way, and travel together: one Ask per
/// batch, none per request. Everything is bounded, and every request gets an answer in time.
/// </summary>
public sealed class ItemGateway(
    IRequiredActor<ItemActor> region, UnreachableNodes unreachable, IOptions<SeckillLimits> limits, GatewayQueueSwitch queueMax, TimeProvider time)
{
    private readonly ConcurrentDictionary<ItemId, ItemLane> _lanes = new();
    private readonly Deliveries _deliveries = new(unreachable, TimeSpan.FromMilliseconds(limits.Value.RequestTimeoutMs), time);

    /// <summary>Number of requests that wait in this gateway, for all items.</summary>
    public long Depth => _lanes.Values.Sum(lane => (long)lane.Depth);

    /// <summary>
    /// Sends a command and completes with the item's reply, or with <see cref="Outcome.Overloaded"/> or
    /// <see cref="Outcome.OutcomeUnknown"/>. Throws only when the caller cancels. Listing creates the item; for every other
    /// command the caller must make sure that the item exists (the board knows it).
    /// </summary>
    public Task<Reply> SendAsync(ItemId item, ICommand command, CancellationToken cancellation = default) =>
        LaneOf(item).SendAsync(command, cancellation);

    /// <summary>
    /// Asks the item itself for an order: <see cref="Outcome.Found"/>, <see cref="Outcome.OrderNotFound"/>,
    /// <see cref="Outcome.OrderForgotten"/>, or <see cref="Outcome.Overloaded"/> or <see cref="Outcome.OutcomeUnknown"/>. Queries
    /// have a separate queue with the same bounds, so they do not wait for writes.
    /// </summary>
    public Task<Reply> FindOrderAsync(OrderId order, CancellationToken cancellation = default) =>
        LaneOf(order.Item).FindOrderAsync(order.Sequence, cancellation);

    /// <summary>
    /// Asks the item itself for a buyer's place on its waiting list: <see cref="Outcome.Waiting"/>, <see cref="Outcome.Offered"/>,
    /// <see cref="Outcome.NotWaiting"/>, <see cref="Outcome.NoWaitingList"/>, or <see cref="Outcome.Overloaded"/> or
    /// <see cref="Outcome.OutcomeUnknown"/>. It is a query like those for orders.
    /// </summary>
    public Task<Reply> FindPlaceAsync(ItemId item, BuyerId buyer, CancellationToken cancellation = default) =>
        LaneOf(item).FindPlaceAsync(buyer, cancellation);

    /// <summary>The newest revision of an item in any answer to this node.</summary>
    public long RevisionSeen(ItemId item) => _lanes.GetValueOrDefault(item)?.RevisionSeen ?? 0;

    private ItemLane LaneOf(ItemId item) => _lanes.GetOrAdd(item, static (id, gateway) => gateway.NewLane(id), this);

    private ItemLane NewLane(ItemId item) => new(item, AskAsync, limits.Value, queueMax, time);

    /// <summary>
    /// Asks until the item has received and answered the message; null when the time is up. While the item moves, or its node is
    /// unreachable, the message waits or is sent again: it was never decided.
    /// </summary>
    internal Task<object?> AskAsync(IWithItemId message, CancellationToken cancellation) =>
        _deliveries.AskAsync(region.ActorRef, message, () => NodeOf(message.ItemId), cancellation);

    private int NodeOf(ItemId item) => _lanes.GetValueOrDefault(item)?.Node ?? 0;
}
