using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Items;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Shouldly;
using Xunit;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.Tests.WaitingRooms;

public sealed class RoomLaneTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly RoomFace Face = new(Item, 1, null, null, null);

    private readonly FakeTimeProvider _time = new();
    private readonly List<int> _batches = [];
    private readonly TaskCompletionSource<object?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waits;

    [Fact]
    public async Task What_comes_while_a_batch_is_under_way_travels_together()
    {
        var lane = Lane();
        var first = lane.SendAsync(Find(0), default);
        await AwaitAsync(() => _waits == 1);
        var others = Enumerable.Range(1, 20).Select(i => lane.SendAsync(Find(i), default)).ToArray();

        _answer.SetResult(null);
        (await first).Reply.Outcome.ShouldBe(RoomOutcome.OutcomeUnknown, "nobody answered");
        var answers = await Task.WhenAll(others);

        _batches.ShouldBe([1, 20]);
        answers.Select(answer => answer.Reply.Number).ShouldBe(Enumerable.Range(0, 20));
        lane.Node.ShouldBe(7);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_a_wait_has_an_end()
    {
        var lane = Lane(queueMax: 2);
        var sent = lane.SendAsync(Find(0), default);
        await AwaitAsync(() => _waits == 1);
        var queued = lane.SendAsync(Find(1), default);
        _ = lane.SendAsync(Find(2), default);

        (await lane.SendAsync(Find(3), default)).Reply.Outcome.ShouldBe(RoomOutcome.Overloaded);
        _time.Advance(TimeSpan.FromSeconds(6));

        (await sent).Reply.Outcome.ShouldBe(RoomOutcome.OutcomeUnknown, "it was sent");
        (await queued).Reply.Outcome.ShouldBe(RoomOutcome.Overloaded, "it never was");
    }

    [Fact]
    public async Task A_room_that_restarts_has_decided_nothing()
    {
        var lane = Lane();
        _answer.SetResult(ItemUnavailable.Instance);

        (await lane.SendAsync(Find(0), default)).Reply.Outcome.ShouldBe(RoomOutcome.Overloaded);
    }

    private RoomLane Lane(int queueMax = 100) => new(Item, AskAsync, queueMax, batchMax: 50, TimeSpan.FromSeconds(5), _time);

    private async Task<object?> AskAsync(RoomBatch batch)
    {
        _batches.Add(batch.Commands.Length);
        if (Interlocked.Increment(ref _waits) == 1) return await _answer.Task;
        return new RoomBatchReply(Face, [.. Enumerable.Range(0, batch.Commands.Length).Select(i => new RoomReply(RoomOutcome.Present, i))], Node: 7);
    }

    private static FindPlace Find(int i) => new(BuyerId.Parse($"b{i}"));

    private static Task AwaitAsync(Func<bool> isSo) => Testing.Eventually.BecomesTrueAsync(() => Task.FromResult(isSo()));
}
