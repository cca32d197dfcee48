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

public sealed class OrderQueriesTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");

    private readonly FakeTimeProvider _time = new();
    private readonly SeckillLimits _limits = new() { GatewayBatchMax = 3, GatewayQueueMax = 5 };
    private readonly ConcurrentQueue<(FindOrder Message, TaskCompletionSource<object?> Answer)> _sent = new();
    private readonly OrderQueries _queries;
    private long _revisionHeard;

    public OrderQueriesTests() => _queries = new OrderQueries(Item, AskAsync, reply => _revisionHeard = reply.Revision, _limits, Switches.QueueOf(_limits), _time);

    [Fact]
    public async Task However_many_ask_one_message_is_under_way_at_a_time()
    {
        var first = FindAsync(1);
        var others = new[] { FindAsync(2), FindAsync(3), FindAsync(4), FindAsync(5) };
        (await AskedAsync()).ShouldBe([1L]);

        await AnswerNextAsync();
        (await first).Outcome.ShouldBe(Outcome.Found);
        (await AskedAsync()).ShouldBe([2L, 3L, 4L]);
        await AnswerNextAsync();
        (await AskedAsync()).ShouldBe([5L]);
        await AnswerNextAsync();
        await Task.WhenAll(others);
        _revisionHeard.ShouldBe(7);
    }

    [Fact]
    public async Task An_order_that_several_ask_for_is_asked_for_once_but_never_by_a_message_that_has_gone()
    {
        var first = FindAsync(1);
        var later = new[] { FindAsync(1), FindAsync(1) };

        await AnswerNextAsync(Outcome.OrderNotFound);
        (await first).ShouldBe(new Reply(Outcome.OrderNotFound) { Revision = 7 });

        (await AskedAsync()).ShouldBe([1L]);
        await AnswerNextAsync();
        (await Task.WhenAll(later)).ShouldAllBe(reply => reply.Outcome == Outcome.Found);
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        var accepted = Enumerable.Range(0, 6).Select(i => FindAsync(i + 1)).ToArray();

        (await FindAsync(99)).Outcome.ShouldBe(Outcome.Overloaded);

        await AnswerNextAsync();
        await AnswerNextAsync();
        await AnswerNextAsync();
        await Task.WhenAll(accepted);
    }

    [Fact]
    public async Task A_node_of_an_older_version_that_answers_the_first_question_only_is_asked_again_for_the_rest()
    {
        var first = FindAsync(1);
        var others = new[] { FindAsync(2), FindAsync(3) };
        await AnswerNextAsync();
        await first;

        await AnswerNextAsync(answers: 1);
        (await others[0]).Outcome.ShouldBe(Outcome.Found);
        (await AskedAsync()).ShouldBe([3L]);
        await AnswerNextAsync(answers: 1);
        (await others[1]).Outcome.ShouldBe(Outcome.Found);
    }

    [Fact]
    public async Task No_answer_in_time_is_unknown_and_nobody_asks_for_those_who_gave_up()
    {
        var sent = FindAsync(1);
        var queued = FindAsync(2);

        _time.Advance(TimeSpan.FromMilliseconds(_limits.RequestTimeoutMs));

        (await sent).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        (await queued).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        await AnswerNextAsync();
        await UntilAsync(() => _queries.Depth == 0);
        _sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_an_item_that_restarts_is_overloaded()
    {
        var first = FindAsync(1);
        (await TakeAsync()).Answer.SetResult(null);
        (await first).Outcome.ShouldBe(Outcome.OutcomeUnknown);

        var second = FindAsync(1);
        (await TakeAsync()).Answer.SetResult(WriterUnavailable.Instance);
        (await second).Outcome.ShouldBe(Outcome.Overloaded);

        var third = FindAsync(1);
        (await TakeAsync()).Answer.SetException(new InvalidOperationException("the system is down"));
        (await third).Outcome.ShouldBe(Outcome.OutcomeUnknown);
    }

    [Fact]
    public async Task Places_travel_with_orders_in_one_message_each_asked_for_once()
    {
        var first = FindAsync(1);
        var (order, alice, again) = (FindAsync(2), PlaceAsync("alice"), PlaceAsync("alice"));
        await AnswerNextAsync();
        await first;

        var (message, answer) = await TakeAsync();
        (message.Sequence, message.More.Length).ShouldBe((2, 0));
        message.PlacesOf.ShouldBe([BuyerId.Parse("alice")]);
        answer.SetResult(new BatchReply(Item, 7, [new Reply(Outcome.Found), new Reply(Outcome.Waiting) { Ahead = 4 }]));

        (await order).Outcome.ShouldBe(Outcome.Found);
        (await alice).Ahead.ShouldBe(4);
        (await again).Ahead.ShouldBe(4);
    }

    [Fact]
    public async Task Places_alone_are_asked_for_with_an_order_that_no_item_has()
    {
        var place = PlaceAsync("alice");

        var (message, answer) = await TakeAsync();
        (message.Sequence, message.PlacesOf.Length).ShouldBe((0, 1));
        answer.SetResult(new BatchReply(Item, 7, [new Reply(Outcome.OrderNotFound), new Reply(Outcome.NotWaiting)]));

        (await place).Outcome.ShouldBe(Outcome.NotWaiting);
    }

    [Fact]
    public async Task A_node_that_knows_no_waiting_lists_is_not_asked_again_and_again()
    {
        var place = PlaceAsync("alice");
        await AnswerNextAsync(Outcome.OrderNotFound);

        (await place).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        _sent.ShouldBeEmpty();
    }

    private Task<Reply> PlaceAsync(string buyer) => _queries.FindPlaceAsync(BuyerId.Parse(buyer), CancellationToken.None);

    private static long[] Asked(FindOrder message) => [message.Sequence, .. message.More];

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<Reply> FindAsync(long sequence) => _queries.FindAsync(sequence, CancellationToken.None);

    private Task<object?> AskAsync(IWithItemId message, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<object?>();
        _sent.Enqueue(((FindOrder)message, answer));
        return answer.Task;
    }

    /// <summary>What the message that is under way asks for.</summary>
    private async Task<long[]> AskedAsync()
    {
        await UntilAsync(() => !_sent.IsEmpty);
        return Asked(_sent.ShouldHaveSingleItem().Message);
    }

    private async Task<(FindOrder Message, TaskCompletionSource<object?> Answer)> TakeAsync()
    {
        await UntilAsync(() => !_sent.IsEmpty);
        _sent.TryDequeue(out var sent).ShouldBeTrue();
        return sent;
    }

    private async Task AnswerNextAsync(Outcome outcome = Outcome.Found, int answers = int.MaxValue)
    {
        var (message, answer) = await TakeAsync();
        answer.SetResult(new BatchReply(Item, 7, [.. Asked(message).Take(answers).Select(_ => new Reply(outcome))]));
    }
}
