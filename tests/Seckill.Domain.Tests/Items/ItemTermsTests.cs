using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.Tests.Scenarios;

namespace Seckill.Domain.Tests.Items;

public sealed class ItemTermsTests
{
    private static readonly DateTimeOffset Start = Sale.Start;

    [Theory]
    [InlineData("x")]
    [InlineData("  Phone 13 'Pro' <b> 手机 📱 ")]
    [InlineData("e\u0301")]
    public void Any_readable_title_is_accepted(string title) => Sale.Terms(title: title).Title.ShouldBe(title);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    [InlineData("a\u0085b")]
    public void A_title_that_cannot_be_stored_or_shown_is_refused(string? title)
    {
        ItemLimits.IsTitle(title).ShouldBeFalse();
        ItemLimits.IsReason(title).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => Sale.Terms(title: title!));
    }

    [Theory]
    [InlineData("\u200b", false)]
    [InlineData(" \u200b\u00ad\u2060\ufeff\ufe0f ", false)]
    [InlineData("\u0301", false)]
    [InlineData("\u2800\u3164", false)]
    [InlineData("\u200b!", true)]
    [InlineData("手", true)]
    [InlineData("📱\ufe0f", true)]
    public void A_title_of_which_nothing_is_seen_is_known_but_stays_readable_in_a_ledger(string title, bool isVisible)
    {
        ItemLimits.IsVisible(title).ShouldBe(isVisible);
        Sale.Terms(title: title).Title.ShouldBe(title);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_title()
    {
        // Not theory data: the runner itself would replace the halves.
        ItemLimits.IsTitle("\ud83d\udcf1").ShouldBeTrue();
        ItemLimits.IsTitle("\ud83d").ShouldBeFalse();
        ItemLimits.IsTitle("a\udcf1b").ShouldBeFalse();
        ItemLimits.IsTitle("\udcf1\ud83d").ShouldBeFalse();
    }

    [Fact]
    public void A_title_has_at_most_200_characters_however_many_bytes_they_take()
    {
        Sale.Terms(title: new string('t', 200)).Title.Length.ShouldBe(200);
        Sale.Terms(title: string.Concat(Enumerable.Repeat("📱", 200))).Title.Length.ShouldBe(400);
        Should.Throw<ArgumentException>(() => Sale.Terms(title: new string('t', 201)));
        Should.Throw<ArgumentException>(() => Sale.Terms(title: string.Concat(Enumerable.Repeat("📱", 201))));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("singles-day_2026.A", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("é", false)]
    [InlineData("a\0", false)]
    public void A_campaign_is_a_plain_label_or_none(string? campaign, bool valid)
    {
        if (valid) Sale.Terms(campaign: campaign).Campaign.ShouldBe(campaign);
        else Should.Throw<ArgumentException>(() => Sale.Terms(campaign: campaign));
    }

    [Fact]
    public void A_campaign_has_at_most_64_characters()
    {
        Sale.Terms(campaign: new string('c', 64)).Campaign!.Length.ShouldBe(64);
        Should.Throw<ArgumentException>(() => Sale.Terms(campaign: new string('c', 65)));
    }

    [Fact]
    public void The_price_is_money_of_0_to_10_to_the_12()
    {
        Sale.Terms(price: Money.Create(0, "CNY")).UnitPrice.Amount.ShouldBe(0);
        Sale.Terms(price: Money.Create(1_000_000_000_000, "CNY")).UnitPrice.Amount.ShouldBe(1_000_000_000_000);
        Should.Throw<ArgumentException>(() => Sale.Terms(price: Money.Create(1_000_000_000_001, "CNY")));
        Should.Throw<ArgumentException>(() => Sale.Terms(price: default(Money)));
    }

    [Fact]
    public void The_window_lies_between_2000_and_2200()
    {
        Sale.Terms(startsAt: ItemLimits.TimeMin, endsAt: ItemLimits.TimeMax).EndsAt.ShouldBe(ItemLimits.TimeMax);
        Should.Throw<ArgumentException>(() => Sale.Terms(startsAt: ItemLimits.TimeMin.AddMilliseconds(-1)));
        Should.Throw<ArgumentException>(() => Sale.Terms(endsAt: ItemLimits.TimeMax.AddMilliseconds(1)));
        Should.Throw<ArgumentException>(() => Sale.Terms(startsAt: DateTimeOffset.MinValue, endsAt: DateTimeOffset.MaxValue));
    }

    [Fact]
    public void The_window_is_at_least_a_millisecond_long()
    {
        Sale.Terms(startsAt: Start, endsAt: Start.AddMilliseconds(1)).EndsAt.ShouldBe(Start.AddMilliseconds(1));
        Should.Throw<ArgumentException>(() => Sale.Terms(startsAt: Start, endsAt: Start));
        Should.Throw<ArgumentException>(() => Sale.Terms(startsAt: Start, endsAt: Start.AddMilliseconds(-1)));
        // Both ends fall into one millisecond, which is all that the journal would keep of them.
        Should.Throw<ArgumentException>(() => Sale.Terms(startsAt: Start.AddTicks(1), endsAt: Start.AddTicks(9_999)));
    }

    [Fact]
    public void Times_are_kept_in_UTC_and_whole_milliseconds()
    {
        var terms = Sale.Terms(
            startsAt: Start.AddTicks(10_001).ToOffset(TimeSpan.FromHours(8)), endsAt: Start.AddHours(1).AddTicks(9_999),
            window: TimeSpan.FromMilliseconds(1500) + TimeSpan.FromTicks(1));

        terms.StartsAt.ShouldBe(Start.AddMilliseconds(1));
        terms.StartsAt.Offset.ShouldBe(TimeSpan.Zero);
        terms.EndsAt.ShouldBe(Start.AddHours(1));
        terms.PaymentWindow.ShouldBe(TimeSpan.FromMilliseconds(1500));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    [InlineData(int.MinValue, false)]
    public void The_limit_per_buyer_is_1_to_1_000_000(int limit, bool valid)
    {
        if (valid) Sale.Terms(limit).PerBuyerLimit.ShouldBe(limit);
        else Should.Throw<ArgumentException>(() => Sale.Terms(limit));
    }

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_000, true)]
    [InlineData(86_400_000, true)]
    [InlineData(86_400_001, false)]
    public void The_payment_window_is_1_second_to_a_day(int windowMs, bool valid)
    {
        var window = TimeSpan.FromMilliseconds(windowMs);
        if (valid) Sale.Terms(window: window).PaymentWindow.ShouldBe(window);
        else Should.Throw<ArgumentException>(() => Sale.Terms(window: window));
    }

    [Fact]
    public void Terms_with_the_same_content_are_equal() => Sale.Terms().ShouldBe(Sale.Terms());

    [Fact]
    public void Challenges_bring_tickets_with_them()
    {
        (Sale.Terms(ticketRequired: false) with { ChallengeRequired = true }).TicketRequired.ShouldBeTrue();
        (Sale.Terms(ticketRequired: false) with { ChallengeRequired = false }).TicketRequired.ShouldBeFalse();
        (Sale.Terms(ticketRequired: true) with { ChallengeRequired = false }).TicketRequired.ShouldBeTrue();
    }

    [Fact]
    public void A_new_title_and_end_leave_the_rest_as_it_was()
    {
        var shown = new ItemPresentation { Description = "Red" };
        var terms = Sale.Terms(limit: 3, campaign: "c") with { Presentation = shown, ChallengeRequired = true };

        var revised = terms.Revise("Phone 2", Sale.End.AddHours(1), presentation: null);

        var expected = Sale.Terms(limit: 3, campaign: "c", title: "Phone 2", endsAt: Sale.End.AddHours(1)) with { ChallengeRequired = true };
        revised.ShouldBe(expected with { Presentation = shown });
        terms.Revise("Phone 2", Sale.End.AddHours(1), ItemPresentation.None).ShouldBe(expected);
    }
}
