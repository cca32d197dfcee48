using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Gateway;

public sealed class ItemLaneTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");

    private readonly FakeTimeProvider _time = new();
    private readonly SeckillLimits _limits = new() { GatewayBatchesInFlightMax = 1, GatewayBatchMax = 3, GatewayQueueMax = 5 };
    private readonly ConcurrentQueue<(CommandBatch Batch, TaskCompletionSource<object?> Answer)> _sent = new();
    private readonly GatewayQueueSwitch _queueMax;
    private readonly ItemLane _lane;

    public ItemLaneTests() => _lane = new ItemLane(Item, AskAsync, _limits, _queueMax = Switches.QueueOf(_limits), _time);

    [Fact]
    public async Task An_idle_lane_sends_at_once_and_a_busy_one_gathers()
    {
        var first = SendAsync("a");
        var gathered = new[] { SendAsync("b"), SendAsync("c") };
        _sent.Count.ShouldBe(1);

        AnswerNext();
        await first;

        var second = _sent.ShouldHaveSingleItem();
        second.Batch.Commands.Length.ShouldBe(2);
        AnswerNext();
        (await Task.WhenAll(gathered)).Select(reply => reply.Outcome).ShouldBe([Outcome.Reserved, Outcome.Reserved]);
    }

    [Fact]
    public async Task A_batch_never_exceeds_its_limit()
    {
        var all = Enumerable.Range(0, 6).Select(i => SendAsync($"b{i}")).ToArray();

        AnswerNext();
        await all[0];
        _sent.ShouldHaveSingleItem().Batch.Commands.Length.ShouldBe(3);
        AnswerNext();
        await Task.WhenAll(all[..4]);
        AnswerNext();
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        var accepted = Enumerable.Range(0, 6).Select(i => SendAsync($"b{i}")).ToArray();

        (await SendAsync("one-too-many")).Outcome.ShouldBe(Outcome.Overloaded);

        while (accepted.Any(task => !task.IsCompleted))
        {
            if (!_sent.IsEmpty) AnswerNext();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task The_bound_of_the_queue_can_be_changed_while_requests_wait()
    {
        var accepted = Enumerable.Range(0, 4).Select(i => SendAsync($"b{i}")).ToList();
        Switches.Set(_queueMax, "3");
        (await SendAsync("beyond-the-lower-bound")).Outcome.ShouldBe(Outcome.Overloaded);

        Switches.Set(_queueMax, "4", revision: 2);

        accepted.Add(SendAsync("within-the-higher-bound"));
        (await SendAsync("beyond-the-higher-bound")).Outcome.ShouldBe(Outcome.Overloaded);
        while (accepted.Exists(task => !task.IsCompleted))
        {
            if (!_sent.IsEmpty) AnswerNext();
            await Task.Yield();
        }
    }

    [Fact]
    public async Task No_answer_in_time_is_unknown_when_it_was_sent_and_overloaded_when_it_was_not()
    {
        var sent = SendAsync("sent");
        var queued = SendAsync("queued");

        _time.Advance(TimeSpan.FromMilliseconds(_limits.RequestTimeoutMs));

        (await sent).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        (await queued).Outcome.ShouldBe(Outcome.Overloaded);
        AnswerNext();
        _sent.ShouldBeEmpty("what was given up before it was sent is never sent");
    }

    [Fact]
    public async Task A_caller_who_leaves_before_the_batch_goes_is_not_sent()
    {
        var sent = SendAsync("sent");
        using var leaving = new CancellationTokenSource();
        var queued = _lane.SendAsync(Buy("gone"), leaving.Token);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(queued);

        AnswerNext();

        (await sent).Outcome.ShouldBe(Outcome.Reserved);
        _sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_item_that_restarts_is_overloaded_and_a_lost_answer_unknown()
    {
        var first = SendAsync("a");
        AnswerNext(_ => WriterUnavailable.Instance);
        (await first).Outcome.ShouldBe(Outcome.Overloaded);

        var second = SendAsync("b");
        AnswerNext(_ => null);
        (await second).Outcome.ShouldBe(Outcome.OutcomeUnknown);
    }

    [Fact]
    public async Task The_first_of_a_crowd_that_comes_back_waits_a_moment_for_the_others()
    {
        var limits = new SeckillLimits { GatewayBatchesInFlightMax = 1 };
        var lane = new ItemLane(Item, AskAsync, limits, Switches.QueueOf(limits), _time);
        var crowd = Enumerable.Range(0, 140).Select(i => lane.SendAsync(Buy($"b{i}"), CancellationToken.None)).ToArray();
        AnswerNext();
        while (_sent.IsEmpty) await Task.Yield();
        AnswerNext();
        await Task.WhenAll(crowd);

        var first = lane.SendAsync(Buy("first"), CancellationToken.None);
        var second = lane.SendAsync(Buy("second"), CancellationToken.None);
        _sent.ShouldBeEmpty();

        while (_sent.IsEmpty)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        _sent.ShouldHaveSingleItem().Batch.Commands.Length.ShouldBe(2);
        AnswerNext();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task The_lane_remembers_the_newest_revision_it_was_told()
    {
        var first = SendAsync("a");
        AnswerNext();
        await first;

        _lane.RevisionSeen.ShouldBe(7);
    }

    [Fact]
    public async Task A_denial_says_at_which_revision_the_item_has_no_such_order()
    {
        var (denied, won) = (SendAsync("a"), SendAsync("b"));
        AnswerNext(batch => new BatchReply(Item, 7, [new Reply(Outcome.OrderNotFound)]));
        (await denied).Revision.ShouldBe(7);

        AnswerNext();
        (await won).Revision.ShouldBe(0);
    }

    private static ReserveStock Buy(string buyer) => new(BuyerId.Parse(buyer), Quantity.One, null);

    private Task<Reply> SendAsync(string buyer) => _lane.SendAsync(Buy(buyer), CancellationToken.None);

    private Task<object?> AskAsync(IWithItemId message, CancellationToken cancellation)
    {
        // Continues on the thread that answers, so that the next batch is on its way when AnswerNext returns.
        var answer = new TaskCompletionSource<object?>();
        _sent.Enqueue(((CommandBatch)message, answer));
        return answer.Task;
    }

    private void AnswerNext(Func<CommandBatch, object?>? answer = null)
    {
        _sent.TryDequeue(out var sent).ShouldBeTrue();
        sent.Answer.SetResult((answer ?? Won)(sent.Batch));
    }

    private static BatchReply Won(CommandBatch batch) =>
        new(Item, 7, [.. batch.Commands.Select(_ => new Reply(Outcome.Reserved))]);
}
