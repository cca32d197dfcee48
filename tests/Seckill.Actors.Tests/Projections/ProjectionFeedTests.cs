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
}
