using System.Diagnostics;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Testing;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Projections;

public sealed class ProjectionFeedTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");

    private readonly SettableClock _clock = new();

    [Theory]
    [InlineData(-3_600)]
    [InlineData(3_600)]
    public void The_lag_is_time_that_has_passed_whatever_the_wall_clock_is_set_to(int seconds)
    {
        var feed = new ProjectionFeed(Options.Create(new SeckillLimits()), _clock);
        feed.Offer(new LedgerEntry(Item, 1, new BatchCommitted(_clock.GetUtcNow(), [new SalePaused()])));
        _clock.Advance(TimeSpan.FromSeconds(2));

        _clock.ShiftWall(TimeSpan.FromSeconds(seconds));

        feed.Lag.ShouldBe(TimeSpan.FromSeconds(2));
        feed.Projected(Item, 1);
        feed.Lag.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_trace_is_remembered_until_the_row_is_there_whoever_has_written_it()
    {
        var feed = new ProjectionFeed(Options.Create(new SeckillLimits()), _clock);
        LedgerEntry[] entries = [.. Enumerable.Range(1, 3).Select(EntryAt)];
        foreach (var entry in entries) feed.Offer(entry);
        LedgerEntry[] read = [.. entries.Select(entry => entry with { Trace = null })];
        feed.TraceOf(read[1]).ShouldBe(entries[1].Trace);

        // The item has moved, and its new node has written two of the rows.
        feed.Projected(Item, 2);

        feed.TraceOf(read[0]).ShouldBeNull();
        feed.TraceOf(read[1]).ShouldBeNull();
        feed.TraceOf(read[2]).ShouldBe(entries[2].Trace);
    }

    private LedgerEntry EntryAt(int revision) =>
        new(Item, revision, new BatchCommitted(_clock.GetUtcNow(), [new SalePaused()])) { Trace = new Activity("write") };
}
