using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Seckill.Actors.Settings;
using Seckill.Actors.Settings.Blocks;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using Seckill.Host.Access.Rates;
using Seckill.Testing;
using Shouldly;
using Xunit;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Host.Tests.Access.Rates;

public sealed class SwitchedRateTests
{
    private readonly SettableClock _clock = new();
    private readonly PerSecond _perSecond = new();
    private readonly SettingsBoard _board;
    private long _revision;

    public SwitchedRateTests() => _board = new SettingsBoard(
        [_perSecond], new BlockList(_clock), Options.Create(new SwitchDefaults()), NullLogger<SettingsBoard>.Instance);

    [Fact]
    public void While_it_is_off_nobody_is_refused()
    {
        var rate = new SwitchedRate<string>(RateLimit.ItemPurchases, _perSecond, burst: 0, keysMax: 100, _clock);

        for (var i = 0; i < 10_000; i++) rate.Refuse("phone").ShouldBeNull();
        rate.IsOn.ShouldBeFalse();
    }

    [Fact]
    public void A_change_counts_at_once_and_begins_with_full_buckets()
    {
        var rate = new SwitchedRate<string>(RateLimit.ItemPurchases, _perSecond, burst: 0, keysMax: 100, _clock);

        foreach (var perSecond in (int[])[3, 5, 2])
        {
            Set(perSecond);
            for (var i = 0; i < perSecond; i++) rate.Refuse("phone").ShouldBeNull();
            var refused = rate.Refuse("phone").ShouldNotBeNull();
            (refused.Kind.Code, refused.Limit, refused.Quota).ShouldBe(("rate_limited", RateLimit.ItemPurchases, new RateQuota(perSecond, 1)));
            rate.Refuse("radio").ShouldBeNull("nobody uses up another's share");
        }

        Set(0);
        rate.Refuse("phone").ShouldBeNull();
    }

    [Fact]
    public void A_configured_burst_stays_whatever_the_rate_is()
    {
        var rate = new SwitchedRate<string>(RateLimit.BuyerPurchases, _perSecond, burst: 7, keysMax: 100, _clock);
        Set(2);

        for (var i = 0; i < 7; i++) rate.Refuse("alice").ShouldBeNull();

        rate.Refuse("alice").ShouldNotBeNull().Quota.ShouldBe(new RateQuota(7, 4), "seven in three and a half seconds, rounded up");
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        rate.Refuse("alice").ShouldBeNull();
    }

    private void Set(int perSecond)
    {
        var by = new SettingsAuthor(BuyerId.Parse("olivia"), "trace", Reason: null);
        _board.Observe(new SettingsAnswer(
            SettingsOutcome.Changed, new SwitchSetting(_perSecond.Name, $"{perSecond}", by, DateTimeOffset.UnixEpoch, ++_revision)));
    }

    private sealed class PerSecond() : NumberSwitch("per-second", "A switch of the tests.", min: 0, max: 1_000, number: 0);
}
