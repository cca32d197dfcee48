using System.Diagnostics.Metrics;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Payments;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Payments;

/// <summary>Money on its way back, through a provider that rejects, hangs and recovers.</summary>
public sealed class RefundActorSpec : TestKit
{
    private const int AtOnce = 8;

    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly ItemId Other = ItemId.Parse("pad");
    private static readonly Money Price = Money.Create(9900, "CNY");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly SilentProvider _provider = new();
    private readonly MeterListener _meters = new();
    private readonly TestProbe _items;
    private readonly IActorRef _refunds;
    private int _failures;

    public RefundActorSpec(ITestOutputHelper output)
        : base("akka.loglevel = OFF", output: output)
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "seckill.refund.failures") listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _failures, (int)count));
        _meters.Start();
        _items = CreateTestProbe();
        var required = new RequiredItems(_items.Ref);
        _refunds = Sys.ActorOf(Props.Create(() => new RefundActor(_provider, required, Options.Create(new SeckillLimits()), _time)));
    }

    protected override void AfterAll()
    {
        _meters.Dispose();
        base.AfterAll();
    }

    [Fact]
    public async Task A_refund_is_made_once_and_its_item_is_told()
    {
        Owe(Item, 1, "p1");
        var call = await CallAsync();
        Owe(Item, 1, "p1");
        (call.Item, call.Orders[0], call.Payment).ShouldBe((Item, 1, PaymentId.Parse("p1")));

        call.Answer.SetResult(true);

        await ShouldSettleAsync(Item, "p1");
        await ShouldRestAsync();
    }

    [Fact]
    public async Task Eight_refunds_that_the_provider_rejects_do_not_hold_up_a_ninth()
    {
        Owe(Item, [.. Enumerable.Range(1, AtOnce).Select(n => $"bad{n}"), "good"]);
        for (var i = 0; i < AtOnce; i++) (await CallAsync()).Answer.SetException(new InvalidOperationException("No such charge."));
        await ShouldHaveFailedAsync(AtOnce);

        var good = await CallAsync();
        good.Payment.ShouldBe(PaymentId.Parse("good"));
        good.Answer.SetResult(true);
        await ShouldSettleAsync(Item, "good");

        // The item goes on saying what it owes; the rejected ones wait longer each time, and are not forgotten.
        Owe(Item, [.. Enumerable.Range(1, AtOnce).Select(n => $"bad{n}"), "fresh"]);
        (await CallAsync()).Payment.ShouldBe(PaymentId.Parse("fresh"));
        await ShouldRestAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        Owe(Item, [.. Enumerable.Range(1, AtOnce).Select(n => $"bad{n}")]);
        (await CallAsync()).Payment.ShouldBe(PaymentId.Parse("bad1"));
    }

    [Fact]
    public async Task The_pause_after_a_rejection_doubles()
    {
        Owe(Item, 1, "bad");
        foreach (var (seconds, failures) in ((int, int)[])[(5, 1), (10, 2), (20, 3)])
        {
            (await CallAsync()).Answer.SetException(new InvalidOperationException("No."));
            await ShouldHaveFailedAsync(failures);
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Owe(Item, 1, "bad");
            await ShouldRestAsync();
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Owe(Item, 1, "bad");
        }

        (await CallAsync()).Answer.SetResult(true);
        await ShouldSettleAsync(Item, "bad");
    }

    [Fact]
    public async Task A_call_that_hangs_gives_its_place_to_others_when_its_time_is_up()
    {
        Owe(Item, [.. Enumerable.Range(1, AtOnce + 1).Select(n => $"p{n}")]);
        for (var i = 0; i < AtOnce; i++) await CallAsync();
        await ShouldRestAsync();

        _time.Advance(TimeSpan.FromMilliseconds(new SeckillLimits().RefundTimeoutMs));

        (await CallAsync()).Payment.ShouldBe(PaymentId.Parse($"p{AtOnce + 1}"));
    }

    [Fact]
    public async Task Calls_that_hang_for_ever_are_bounded_and_one_that_ends_late_is_settled_and_makes_room()
    {
        var hung = new List<SilentProvider.Call<bool>>();
        Owe(Item, [.. Enumerable.Range(1, ProviderPatience.HungMax).Select(n => $"p{n}")]);
        while (hung.Count < ProviderPatience.HungMax)
        {
            for (var i = 0; i < AtOnce; i++) hung.Add(await CallAsync());
            _time.Advance(TimeSpan.FromMilliseconds(new SeckillLimits().RefundTimeoutMs));
            await ShouldHaveFailedAsync(hung.Count);
        }

        Owe(Other, 1, "next");
        await ShouldRestAsync();
        hung[3].Answer.SetResult(true);

        await ShouldSettleAsync(Item, "p4");
        (await CallAsync()).Payment.ShouldBe(PaymentId.Parse("next"));
    }

    [Fact]
    public async Task Items_take_turns()
    {
        Owe(Item, [.. Enumerable.Range(1, 5 * AtOnce).Select(n => $"p{n}")]);
        Owe(Other, "other");
        for (var i = 0; i < AtOnce; i++) (await CallAsync()).Answer.SetResult(true);

        var next = await CallAsync();
        if (next.Item != Other) next = await CallAsync();

        next.Item.ShouldBe(Other, "it waited for one refund of the other item at most");
    }

    private void Owe(ItemId item, params string[] payments) => _refunds.Tell(
        new RefundsOwed(item, [.. payments.Select((payment, index) => new OwedRefund(index + 1, PaymentId.Parse(payment), Price))]));

    private void Owe(ItemId item, long sequence, string payment) =>
        _refunds.Tell(new RefundsOwed(item, [new OwedRefund(sequence, PaymentId.Parse(payment), Price)]));

    private Task<SilentProvider.Call<bool>> CallAsync() => SilentProvider.NextAsync(_provider.Refunds);

    private async Task ShouldSettleAsync(ItemId item, string payment)
    {
        var told = await _items.ExpectMsgAsync<CommandBatch>(Patience);
        told.ItemId.ShouldBe(item);
        told.Commands.ShouldHaveSingleItem().ShouldBe(new SettleRefund(PaymentId.Parse(payment)));
    }

    /// <summary>Waits until so many refunds have failed, and the actor has taken that in.</summary>
    private async Task ShouldHaveFailedAsync(int failures)
    {
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref _failures) == failures);
        await _refunds.Ask<ActorIdentity>(new Identify(1), Patience);
    }

    /// <summary>The actor has dealt with all that it was told, and asks for nothing more.</summary>
    private async Task ShouldRestAsync()
    {
        await _refunds.Ask<ActorIdentity>(new Identify(1), Patience);
        _provider.Refunds.Reader.Count.ShouldBe(0);
    }
}
