using System.Collections.Concurrent;
using Akka.Actor;
using Seckill.Actors.Items;
using Seckill.Actors.Tests.Testing;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Xunit.Abstractions;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.Tests.WaitingRooms;

/// <summary>Specifications of one waiting room, on a faulty journal and with virtual time.</summary>
public abstract class RoomKit(ITestOutputHelper output) : ItemKit(output)
{
    private protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private int _seeds;
    private int _asked;

    /// <summary>What boards were told.</summary>
    private protected ConcurrentQueue<RoomPublished> RoomNews { get; } = new();

    private protected RoomLimits Room { get; } = new();

    /// <summary>The item as the node's board has it.</summary>
    private protected ItemStatus? OnBoard { get; set; } = StatusOf(Start.AddMinutes(1));

    /// <summary>The item as it says itself when it is asked; null while it does not answer.</summary>
    private protected ItemStatus? Own { get; set; }

    /// <summary>How often the room asked the item.</summary>
    private protected int Asked => Volatile.Read(ref _asked);

    private protected static ItemStatus StatusOf(DateTimeOffset startsAt, long available = 10, long orders = 0) => new(
        Item, 1,
        new ItemTerms("Phone", null, Money.Create(1, "CNY"), startsAt, Start.AddHours(2), 1, TimeSpan.FromMinutes(5), false) { Queue = ItemQueue.Open },
        new Stock(available + orders, available, 0, orders), IsPaused: false, IsClosed: false, TermsRevision: 1, LastSequence: orders);

    private protected IActorRef StartRoom() => Sys.ActorOf(RoomSharding.PropsOf(Item, new RoomEnvironment(
        Time, Limits, Room, _ => (OnBoard, true), Ask, RoomNews.Enqueue)
    {
        NewSeed = () => RoomSeed.From([.. Enumerable.Repeat((byte)Interlocked.Increment(ref _seeds), RoomSeed.Size)]),
    }));

    private void Ask(ItemId item, IActorRef room)
    {
        if (Own is { } own) room.Tell(new StatusPublished(own, own.Revision, []));
        Interlocked.Increment(ref _asked);
    }

    private protected static async Task OpenAsync(IActorRef room, params string[] people)
    {
        await DoAsync(room, new OpenRoom());
        await DoAsync(room, [.. people.Select(name => new JoinRoom(BuyerId.Parse(name)))]);
    }

    private protected async Task StartSaleAsync(IActorRef room, long available)
    {
        OnBoard = Own = StatusOf(Start.AddMinutes(1), available);
        Pass(TimeSpan.FromSeconds(60));
        await PassUntilAsync(room, face => face.IsDrawn);
    }

    private protected Task PassUntilAsync(IActorRef room, Func<RoomFace, bool> isSo) => Eventually.BecomesTrueAsync(async () =>
    {
        Pass(TimeSpan.FromMilliseconds(500));
        return isSo(await FaceAsync(room));
    });

    private protected static async Task<RoomFace> FaceAsync(IActorRef room) => (await DoAsync(room, new FindPlace(BuyerId.Parse("nobody")))).Face;

    private protected static async Task<RoomFace?> TryFaceAsync(IActorRef room)
    {
        try
        {
            return (await room.Ask<object>(new RoomBatch(Item, [new FindPlace(BuyerId.Parse("nobody"))]), TimeSpan.FromMilliseconds(200)) as RoomBatchReply)?.Face;
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private protected static Task<RoomBatchReply> DoAsync(IActorRef room, params IRoomCommand[] commands) =>
        room.Ask<RoomBatchReply>(new RoomBatch(Item, [.. commands]), Patience);

    private protected async Task StopRoomAsync(IActorRef room)
    {
        await WatchAsync(room);
        room.Tell(StopRoom.Instance, ActorRefs.NoSender);
        await ExpectTerminatedAsync(room, Patience);
    }
}
