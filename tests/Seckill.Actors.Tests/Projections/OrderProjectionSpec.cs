using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Projections;

/// <summary>The stream over tables in memory, of which one item cannot be right. Real tables are in the storage tests.</summary>
public sealed class OrderProjectionSpec : TestKit
{
    private static readonly ItemId Good = ItemId.Parse("good");
    private static readonly ItemId Other = ItemId.Parse("other");
    private static readonly ItemId Bad = ItemId.Parse("bad");

    private readonly Books _books = new();
    private readonly ProjectionFeed _feed;
    private readonly OrderProjection _projection;

    public OrderProjectionSpec(ITestOutputHelper output)
        : base("akka.loglevel = OFF", output: output)
    {
        var limits = Options.Create(new SeckillLimits());
        _feed = new ProjectionFeed(limits, TimeProvider.System);
        _projection = new OrderProjection(_feed, _books, _books, limits, Sys);
    }

    [Fact]
    public async Task An_item_whose_ledger_contradicts_its_rows_does_not_hold_up_the_others()
    {
        _projection.Start();
        Commit(Good, 1);
        Commit(Bad, 1);
        Commit(Good, 2);
        await Eventually.HoldsAsync(() => _books.OffsetOf(Good).ShouldBe(2));

        Commit(Bad, 2);
        Commit(Good, 3);

        await Eventually.HoldsAsync(() => _books.OffsetOf(Good).ShouldBe(3));
        _books.OffsetOf(Bad).ShouldBe(0);
        _feed.PendingEntries.ShouldBe(2, "what is given up stays visible");
        await _projection.StopAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task What_is_on_its_way_when_a_write_fails_is_written_although_nothing_follows()
    {
        _projection.Start();
        var outage = _books.HoldNextWrite();
        Commit(Good, 1);
        await Eventually.BecomesTrueAsync(() => _books.IsHeld);
        Commit(Other, 1);
        await Eventually.BecomesTrueAsync(() => _feed.Entries.Count == 0);

        outage.SetException(new IOException("The test has ended the connection."));

        await Eventually.HoldsAsync(() => _feed.PendingEntries.ShouldBe(0));
        _books.OffsetOf(Good).ShouldBe(1);
        _books.OffsetOf(Other).ShouldBe(1);
        await _projection.StopAsync(TimeSpan.FromSeconds(5));
    }

    private void Commit(ItemId item, long revision)
    {
        var entry = new LedgerEntry(item, revision, new BatchCommitted(DateTimeOffset.UnixEpoch, []));
        _books.Ledger.Enqueue(entry);
        _feed.Offer(entry);
    }

    /// <summary>Ledger and tables. What is written about one item is never believed.</summary>
    private sealed class Books : IReadModelWriter, ILedger
    {
        private readonly ConcurrentDictionary<ItemId, long> _offsets = new();
        private TaskCompletionSource? _next;
        private volatile bool _isHeld;

        /// <summary>Whether a write is under way that was to be held.</summary>
        public bool IsHeld => _isHeld;

        public ConcurrentQueue<LedgerEntry> Ledger { get; } = new();

        public long OffsetOf(ItemId item) => _offsets.GetValueOrDefault(item);

        /// <summary>Holds the next write until the returned source says how it ends.</summary>
        public TaskCompletionSource HoldNextWrite() => _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<IReadOnlyDictionary<ItemId, long>> WriteAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation)
        {
            if (Interlocked.Exchange(ref _next, null) is { } held)
            {
                _isHeld = true;
                await held.Task;
            }

            if (entries.Any(entry => entry.ItemId == Bad)) throw new LedgerContradictedException(Bad, "as the test asked");
            foreach (var entry in entries)
            {
                if (entry.Revision == OffsetOf(entry.ItemId) + 1) _offsets[entry.ItemId] = entry.Revision;
            }

            return entries.Select(entry => entry.ItemId).Distinct().ToImmutableDictionary(item => item, OffsetOf);
        }

        public Task<IReadOnlyDictionary<ItemId, long>> ReadOffsetsAsync(CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyDictionary<ItemId, long>>(_offsets.ToImmutableDictionary());

        public IAsyncEnumerable<LedgerEntry> ReadAsync(ItemId item, long afterRevision, CancellationToken cancellation) =>
            Ledger.Where(entry => entry.ItemId == item && entry.Revision > afterRevision).ToAsyncEnumerable();

        public Task ClearAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task ClearAsync(ItemId item, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
