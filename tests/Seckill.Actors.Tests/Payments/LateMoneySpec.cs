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

/// <summary>Money that an item does not ask about any more. Time goes on only when the spec says so.</summary>
public sealed class LateMoneySpec : TestKit
{
    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ReceivedPayment Money =
        new(2, PaymentId.Parse("p2"), Domain.Shared.Money.Create(9900, "CNY"), DateTimeOffset.UnixEpoch);

    private readonly TestProbe _items;
    private readonly IActorRef _clerk;

    public LateMoneySpec(ITestOutputHelper output)
        : base("""
            akka.loglevel = OFF
            akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
            """, output: output)
    {
        _items = CreateTestProbe();
        var required = new RequiredItems(_items.Ref);
        _clerk = Sys.ActorOf(Props.Create(() => new PaymentInquiryActor(
            new SilentProvider(), required, Options.Create(new SeckillLimits()), new FakeTimeProvider())));
    }

    public static TheoryData<object> Refusals => new()
    {
        ItemUnavailable.Instance, NotDelivered.Instance, Answer(Outcome.Overloaded), Answer(Outcome.OutcomeUnknown),
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task It_is_told_again_until_the_item_has_taken_it(object refusal)
    {
        _clerk.Tell(new PaymentUnheard(Item, [Money]));
        await ShouldBeToldAsync();
        _items.Reply(refusal);
        await ShouldBeToldAgainAsync();
        _items.Reply(refusal);
        await ShouldBeToldAgainAsync();

        _items.Reply(Answer(Outcome.RefundDue));

        await PassAsync(TimeSpan.FromMinutes(1));
        await ShouldHearOnlyOfAsync("other");
    }

    [Fact]
    public async Task The_same_money_is_told_once_at_a_time()
    {
        _clerk.Tell(new PaymentUnheard(Item, [Money, Money]));
        _clerk.Tell(new PaymentUnheard(Item, [Money]));
        await ShouldBeToldAsync();

        await ShouldHearOnlyOfAsync("other");
    }

    private static BatchReply Answer(Outcome outcome) => new(Item, 5, [new Reply(outcome)]);

    private async Task ShouldBeToldAsync()
    {
        var told = await _items.ExpectMsgAsync<CommandBatch>(Patience);
        told.ItemId.ShouldBe(Item);
        told.Commands.ShouldHaveSingleItem().ShouldBe(new ConfirmPayment(2, Money.Payment, Money.Amount) { PaidAt = Money.PaidAt });
    }

    /// <summary>The answer reaches the clerk on another thread, so time goes on until the clerk has done something about it.</summary>
    private async Task ShouldBeToldAgainAsync()
    {
        for (var step = 0; step < 5_000 && !_items.HasMessages; step++) await PassAsync(TimeSpan.FromSeconds(1));
        await ShouldBeToldAsync();
    }

    /// <summary>Messages of one sender keep their order: what was told before this would come first.</summary>
    private async Task ShouldHearOnlyOfAsync(string item)
    {
        _clerk.Tell(new PaymentUnheard(ItemId.Parse(item), [Money with { Payment = PaymentId.Parse("of-another") }]));
        (await _items.ExpectMsgAsync<CommandBatch>(Patience)).ItemId.Value.ShouldBe(item);
    }

    private async Task PassAsync(TimeSpan time)
    {
        ((TestScheduler)Sys.Scheduler).Advance(time);
        await Task.Delay(1);
    }
}
