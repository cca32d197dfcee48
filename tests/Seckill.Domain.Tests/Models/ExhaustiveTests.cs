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
    private const int Length = 5;

    private static readonly ICommand[] Alphabet =
    [
        Reserve(Alice), Reserve(Alice, 1, "k"), Reserve(Alice, 2), Reserve(Bob), Reserve(Bob, 2),
        Pay(1, "p1"), Pay(2, "p2"), Pay(2, "p1"), Pay(1, "p1") with { PaidAt = Start }, Cancel(Alice, 1), Cancel(Bob, 2), Revoke(1),
        new Wait(), Expire, Pause, Resume, Close,
        Adjust(+1, "plus"), Adjust(-1, "minus"),
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
        var (listed, model) = (ItemDecider.Decide(ItemState.Empty(Item), [List(stock, limit)], Start).Next, new NaiveSale());
        model.Do(List(stock, limit), Start);
        model.Commit();

        var path = new ICommand[Length];
        var count = Explore(listed, model, Start, path, depth: 0);

        output.WriteLine($"{count:N0} sequences");
        count.ShouldBe(Enumerable.Range(1, Length).Sum(length => (long)Math.Pow(Alphabet.Length, length)));
    }

    private static long Explore(ItemState state, NaiveSale model, DateTimeOffset now, ICommand[] path, int depth)
    {
        if (depth == Length) return 0;
        long count = 0;
        foreach (var command in Alphabet)
        {
            path[depth] = command;
            count++;
            if (command is Wait)
            {
                count += Explore(state, model, now + PaymentWindow, path, depth + 1);
                continue;
            }

            var decision = ItemDecider.Decide(state, [command], now);
            var after = model.Clone();
            var expected = after.Do(command, now);
            after.Commit();
            if (Comparison.Difference(decision.Next, decision.Replies[0], after, expected) is { } difference)
                Fail(path[..(depth + 1)], difference);
            if ((decision.Batch is null) != ReferenceEquals(decision.Next, state))
                Fail(path[..(depth + 1)], "something changed without an event");
            count += Explore(decision.Next, after, now, path, depth + 1);
        }

        return count;
    }

    [DoesNotReturn]
    private static void Fail(ICommand[] path, string difference) =>
        throw new InvalidOperationException($"{difference}, after\n{string.Join('\n', path.AsEnumerable())}");

    /// <summary>Not a command to the item: the time until the next deadline passes, and the timer does not come.</summary>
    private sealed record Wait : ICommand;
}
