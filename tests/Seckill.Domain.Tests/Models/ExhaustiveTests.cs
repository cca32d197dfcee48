using System.Diagnostics.CodeAnalysis;
using Seckill.Domain.Items;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Models;

/// <summary>
/// Not some sequences of commands, but all of them up to a length: two buyers, few units, everything that can happen to an order.
/// Most defects of such systems (101 of 100, a unit lost on cancel, a payment that revives an order) need no more than this.
/// </summary>
public sealed class ExhaustiveTests(ITestOutputHelper output)
{
    private static readonly int Length = Trials.Of(5, few: 3);

    private static readonly ICommand[] Alphabet =
    [
        Reserve(Alice), Reserve(Alice, 1, "k"), Reserve(Alice, 2), Reserve(Bob), Reserve(Bob, 2),
        Pay(1, "p1"), Pay(2, "p2"), Pay(2, "p1"), Pay(1, "p1") with { PaidAt = Start }, Cancel(Alice, 1), Cancel(Bob, 2), Revoke(1),
        new Wait(), Expire, Pause, Resume, Close,
        Adjust(+1, "plus"), Adjust(-1, "minus"),
    ];

    private static readonly ICommand[] WithTickets =
    [
        Reserve(Alice), Reserve(Alice, 1, "k"), Reserve(Alice, TicketOf(1)), Reserve(Alice, TicketOf(1), key: "k"), Reserve(Alice, TicketOf(2), key: "k2"),
        Reserve(Bob, TicketOf(1)), Reserve(Bob, TicketOf(3, 600)), Reserve(Bob, TicketOf(3, 600), 2), Cancel(Alice, 1), Pay(1, "p1"), new Wait(), Expire, Pause, Resume,
    ];

    private static readonly ICommand[] WithWaitingList =
    [
        Reserve(Alice), Reserve(Bob), Reserve(Carol), Join(Alice), Join(Bob), Join(Carol), Leave(Bob), Cancel(Alice, 1), Revoke(1), Pay(1, "p1"), Pay(2, "p1"),
        new Wait(), Expire, Pause, Resume, Adjust(+1, "plus"),
    ];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public void Every_short_sequence_of_commands_does_what_the_naive_sale_does(long stock, int limit)
    {
        var count = Explore(List(stock, limit), Alphabet);

        output.WriteLine($"{count:N0} sequences");
        count.ShouldBe(Enumerable.Range(1, Length).Sum(length => (long)Math.Pow(Alphabet.Length, length)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    public void So_does_every_short_sequence_with_tickets(long stock, int limit) =>
        Explore(List(Terms(limit, ticketRequired: true), stock), WithTickets)
            .ShouldBe(Enumerable.Range(1, Length).Sum(length => (long)Math.Pow(WithTickets.Length, length)));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    public void So_does_every_short_sequence_with_a_waiting_list(long stock, int limit) =>
        Explore(List(Terms(limit, waitingList: true), stock), WithWaitingList)
            .ShouldBe(Enumerable.Range(1, Length).Sum(length => (long)Math.Pow(WithWaitingList.Length, length)));

    private static long Explore(ListItem list, ICommand[] alphabet)
    {
        var (listed, model) = (ItemDecider.Decide(ItemState.Empty(Item), [list], Start).Next, new NaiveSale());
        model.Do(list, Start);
        model.Commit(Start);
        return Explore(listed, model, Start, alphabet, new ICommand[Length], depth: 0);
    }

    private static long Explore(ItemState state, NaiveSale model, DateTimeOffset now, ICommand[] alphabet, ICommand[] path, int depth)
    {
        if (depth == Length) return 0;
        long count = 0;
        foreach (var command in alphabet)
        {
            path[depth] = command;
            count++;
            if (command is Wait)
            {
                count += Explore(state, model, now + PaymentWindow, alphabet, path, depth + 1);
                continue;
            }

            var decision = ItemDecider.Decide(state, [command], now);
            var after = model.Clone();
            var expected = after.Do(command, now);
            after.Commit(now);
            if (Comparison.Difference(decision.Next, decision.Replies[0], after, expected) is { } difference)
                Fail(path[..(depth + 1)], difference);
            if ((decision.Batch is null) != ReferenceEquals(decision.Next, state))
                Fail(path[..(depth + 1)], "something changed without an event");
            count += Explore(decision.Next, after, now, alphabet, path, depth + 1);
        }

        return count;
    }

    [DoesNotReturn]
    private static void Fail(ICommand[] path, string difference) =>
        throw new InvalidOperationException($"{difference}, after\n{string.Join('\n', path.AsEnumerable())}");

    /// <summary>Not a command to the item: the time until the next deadline passes, and the timer does not come.</summary>
    private sealed record Wait : ICommand;
}
