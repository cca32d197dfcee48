using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
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
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);
    private static readonly ReceivedPayment Money =
        new(2, PaymentId.Parse("p2"), Domain.Shared.Money.Create(9900, "CNY"), DateTimeOffset.UnixEpoch);

    private readonly TestProbe _items;

    public LateMoneySpec(ITestOutputHelper output)
        : base("""
            akka.loglevel = OFF
            akka.scheduler.implementation = "Seckill.Actors.Tests.Testing.VirtualScheduler, Seckill.Actors.Tests"
            """, output: output) => _items = CreateTestProbe();

    public static TheoryData<object?> Refusals => new()
    {
        null, WriterUnavailable.Instance, NotDelivered.Instance, Answer(Outcome.Overloaded), Answer(Outcome.OutcomeUnknown),
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task It_is_told_again_until_the_item_has_taken_it(object? refusal)
    {
        var messenger = Sys.ActorOf(Props.Create(() => new LateMoneyActor(_items.Ref, Item, new[] { Money }.ToImmutableArray())));
        Watch(messenger);
        for (var time = 0; time < 3; time++)
        {
            var told = await _items.ExpectMsgAsync<CommandBatch>(Patience);
            told.ItemId.ShouldBe(Item);
            told.Commands.ShouldHaveSingleItem().ShouldBe(new ConfirmPayment(2, Money.Payment, Money.Amount) { PaidAt = Money.PaidAt });
            if (refusal is not null) _items.Reply(refusal);
            ((VirtualScheduler)Sys.Scheduler).Advance(TellEvery);
        }

        _items.Reply(Answer(Outcome.RefundDue));

        await ExpectTerminatedAsync(messenger, Patience);
    }

    private static BatchReply Answer(Outcome outcome) => new(Item, 5, [new Reply(outcome)]);
}
