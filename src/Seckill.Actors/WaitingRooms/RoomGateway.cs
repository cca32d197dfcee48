using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.WaitingRooms;

/// <summary>A room's answer to one request.</summary>
/// <param name="Reply">What it decided.</param>
/// <param name="Face">The room then; null when it did not answer.</param>
public readonly record struct RoomAnswer(RoomReply Reply, RoomFace? Face);

/// <summary>
/// This node's access to the waiting rooms. Who polls is answered from the board; what the board does not know is asked for in batches.
/// </summary>
public sealed class RoomGateway(
    IRequiredActor<WaitingRoomActor> region, UnreachableNodes unreachable, RoomBoard board, IOptions<SeckillLimits> limits, GatewayQueueSwitch queueMax,
    TimeProvider time)
{
    private readonly ConcurrentDictionary<ItemId, EntityLane<IRoomCommand, RoomBatchReply, RoomAnswer>> _lanes = new();
    private readonly Deliveries _deliveries = new(unreachable, TimeSpan.FromMilliseconds(limits.Value.RequestTimeoutMs), time);

    /// <summary>Makes a room ready before its item is listed: the answer's face has the seed's hash.</summary>
    public Task<RoomAnswer> OpenAsync(ItemId item, CancellationToken cancellation) => SendAsync(item, new OpenRoom(), cancellation);

    /// <summary>Gives a buyer a place, or tells the one that there is.</summary>
    public async Task<RoomAnswer> JoinAsync(ItemId item, BuyerId buyer, CancellationToken cancellation) =>
        Learn(await SendAsync(item, new JoinRoom(buyer), cancellation).ConfigureAwait(false), buyer);

    /// <summary>Gives a buyer's place up.</summary>
    public async Task<RoomAnswer> LeaveAsync(ItemId item, BuyerId buyer, CancellationToken cancellation) =>
        Learn(await SendAsync(item, new LeaveRoom(buyer), cancellation).ConfigureAwait(false), buyer);

    /// <summary>A buyer's place if this node can tell it without a message; null otherwise.</summary>
    public RoomAnswer? Recall(ItemId item, BuyerId buyer)
    {
        if (board.Find(item) is not { } face || !board.IsFresh(item) || !board.TryGetNumber(item, buyer, out var number)) return null;
        // A ticket that has lapsed may have been followed by another place.
        if (face.IsDrawn && face.PlaceIsOver(number, board.NowOf(item))) return null;
        return new RoomAnswer(new RoomReply(RoomOutcome.Present, number), face);
    }

    /// <summary>Whether this node knows that the places of an item are drawn.</summary>
    public bool IsDrawn(ItemId item) => board.Find(item)?.IsDrawn == true;

    /// <summary>A buyer's place, from this node's memory or from the room.</summary>
    public async ValueTask<RoomAnswer> FindAsync(ItemId item, BuyerId buyer, CancellationToken cancellation)
    {
        if (Recall(item, buyer) is { } known) return known;
        RoomMetrics.Questions.Add(1);
        return Learn(await SendAsync(item, new FindPlace(buyer), cancellation).ConfigureAwait(false), buyer);
    }

    private RoomAnswer Learn(RoomAnswer answer, BuyerId buyer)
    {
        if (answer.Face is not { } face) return answer;
        if (answer.Reply.Outcome is RoomOutcome.Joined or RoomOutcome.Present) board.Learn(face, buyer, answer.Reply.Number);
        else if (answer.Reply.Outcome is RoomOutcome.Absent) board.Forget(face.Id, buyer);
        return answer;
    }

    private async Task<RoomAnswer> SendAsync(ItemId item, IRoomCommand command, CancellationToken cancellation)
    {
        var answer = await LaneOf(item).SendAsync(command, cancellation).ConfigureAwait(false);
        // A room without a seed was never opened, and is no news.
        if (answer.Face is { SeedHash: not null } face) board.Observe(face);
        return answer;
    }

    private EntityLane<IRoomCommand, RoomBatchReply, RoomAnswer> LaneOf(ItemId item) => _lanes.GetOrAdd(
        item, static (id, gateway) => gateway.NewLane(id), this);

    private EntityLane<IRoomCommand, RoomBatchReply, RoomAnswer> NewLane(ItemId item) => new(new Protocol(this, item), limits.Value, queueMax, time);

    private Task<object?> AskAsync(RoomBatch batch) => _deliveries.AskAsync(
        region.ActorRef, batch, () => _lanes.GetValueOrDefault(batch.Item)?.Node ?? 0, CancellationToken.None);

    private sealed class Protocol(RoomGateway gateway, ItemId item) : ILaneProtocol<IRoomCommand, RoomBatchReply, RoomAnswer>
    {
        public RoomAnswer Overloaded { get; } = new(new RoomReply(RoomOutcome.Overloaded), Face: null);

        public RoomAnswer Unknown { get; } = new(new RoomReply(RoomOutcome.OutcomeUnknown), Face: null);

        public Task<object?> AskAsync(ImmutableArray<IRoomCommand> commands) => gateway.AskAsync(new RoomBatch(item, commands));

        public int NodeOf(RoomBatchReply reply) => reply.Node;

        public int CountOf(RoomBatchReply reply) => reply.Replies.Length;

        public RoomAnswer AnswerAt(RoomBatchReply reply, int place) => new(reply.Replies[place], reply.Face);
    }
}
