using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Ledger;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Operations.Tests.Ledger;

/// <summary>However many consoles follow the journal, each of its entries is read once and told once.</summary>
public sealed class JournalTailTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly CountingLedger _ledger = new();
    private readonly Board _board;
    private readonly JournalTail _tail;

    public JournalTailTests()
    {
        _board = new Board(_time, Options.Create(new SeckillLimits()));
        _tail = new JournalTail(_board, _ledger, _time, NullLogger<JournalTail>.Instance);
        Sell(toRevision: 1);
    }

    [Fact]
    public async Task All_consoles_get_the_same_row_of_an_entry()
    {
        using var one = _tail.Follow(item: null);
        using var two = _tail.Follow(Item);

        Sell(toRevision: 4);
        _time.Advance(Step);

        var (first, second) = (await TakeAsync(one, 3), await TakeAsync(two, 3));
        first.Select(news => news.Row!.Cells[2].Text).ShouldBe(["2", "3", "4"]);
        first.Zip(second, (mine, yours) => ReferenceEquals(mine.Row, yours.Row)).ShouldAllBe(isSame => isSame);
        _ledger.Read.ShouldBe(3);
    }

    [Fact]
    public async Task Of_many_entries_the_newest_are_told_and_the_others_counted()
    {
        using var console = _tail.Follow(Item);

        Sell(toRevision: 1_001);
        _time.Advance(Step);

        var news = await TakeAsync(console, 21);
        (news[0].Row, news[0].Skipped).ShouldBe((null, 980));
        news.Skip(1).Select(one => one.Row!.Cells[2].Text).ShouldBe(Enumerable.Range(982, 20).Select(n => $"{n}"));
    }

    [Fact]
    public async Task An_entry_that_cannot_be_read_is_counted_after_those_before_it()
    {
        using var console = _tail.Follow(Item);
        _ledger.Damaged = 3;

        Sell(toRevision: 5);
        _time.Advance(Step);

        var news = await TakeAsync(console, 2);
        news[0].Row!.Cells[2].Text.ShouldBe("2");
        (news[1].Row, news[1].Skipped).ShouldBe((null, 3));
    }

    private void Sell(long toRevision)
    {
        var terms = new ItemTerms("Phone", null, Money.Create(9_900, "CNY"), Start, Start.AddHours(1), 1, TimeSpan.FromMinutes(5), false);
        _ledger.Head = toRevision;
        _board.Observe(new ItemStatus(Item, toRevision, terms, Stock.Of(10), false, false, 1, null));
    }

    private static async Task<List<JournalTail.News>> TakeAsync(JournalTail.Follower follower, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var all = new List<JournalTail.News>();
        await foreach (var news in follower.ReadAsync(patience.Token))
        {
            all.Add(news);
            if (all.Count == count) break;
        }

        return all;
    }

    /// <summary>A ledger of pauses that counts what was read of it.</summary>
    private sealed class CountingLedger : ILedger
    {
        public long Head { get; set; }

        public long Damaged { get; set; } = long.MaxValue;

        public int Read { get; private set; }

        public async IAsyncEnumerable<LedgerEntry> ReadAsync(ItemId item, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.Yield();
            for (var revision = afterRevision + 1; revision <= Head; revision++)
            {
                if (revision >= Damaged) throw new LedgerContradictedException(item, "damaged");
                Read++;
                yield return new LedgerEntry(item, revision, new BatchCommitted(Start, [new SalePaused()]));
            }
        }

        public Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
