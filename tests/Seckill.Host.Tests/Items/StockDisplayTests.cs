using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Items;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Items;

public sealed class StockDisplayTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(10, 10)]
    [InlineData(11, 20)]
    [InlineData(20, 20)]
    [InlineData(21, 50)]
    [InlineData(51, 100)]
    [InlineData(101, 200)]
    [InlineData(201, 500)]
    [InlineData(501, 1_000)]
    [InlineData(99_999_999, 100_000_000)]
    public void Units_are_rounded_up_in_few_steps_and_none_stays_none(long available, long shown) =>
        StockDisplay.Round(new Stock(ItemLimits.StockMax, available, 0, ItemLimits.StockMax - available)).Available.ShouldBe(shown);

    [Fact]
    public void Rounded_units_are_never_negative_never_more_than_the_total_and_add_up()
    {
        for (var total = 0; total <= 60; total++)
        {
            for (var available = 0; available <= total; available++)
            {
                for (var held = 0; held <= total - available; held++) ShouldAddUp(new Stock(total, available, held, total - available - held));
            }
        }

        static void ShouldAddUp(Stock exact)
        {
            var shown = StockDisplay.Round(exact);
            (shown.Total, shown.Available + shown.Held + shown.Sold).ShouldBe((exact.Total, exact.Total));
            Math.Min(shown.Available, Math.Min(shown.Held, shown.Sold)).ShouldBeGreaterThanOrEqualTo(0);
            (shown.Available == 0).ShouldBe(exact.Available == 0);
        }
    }

    [Fact]
    public void An_exact_display_shows_the_very_status()
    {
        var status = new ItemStatus(
            ItemId.Parse("phone"), 1,
            new ItemTerms(
                "Phone", null, Money.Create(1, "CNY"), ItemLimits.TimeMin, ItemLimits.TimeMax, perBuyerLimit: 1, TimeSpan.FromMinutes(5),
                ticketRequired: false),
            new Stock(10, 9, 1, 0), IsPaused: false, IsClosed: false, TermsRevision: 1, LastSequence: 1);

        new StockDisplay().Of(status).ShouldBeSameAs(status);
    }
}
