using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

/// <summary>An operator cancels orders, and the journal says who.</summary>
public sealed class ItemActorOperatorSpec(ITestOutputHelper output) : ItemKit(output)
{
    private static readonly Attribution By = new() { Actor = BuyerId.Parse("carla"), Node = "10.0.0.1:4053", Reason = "fraud" };

    [Fact]
    public async Task A_paid_order_is_owed_back_and_stays_so_after_a_restart()
    {
        var item = await StartListedAsync(Listing(stock: 1));
        await AskAsync(item, Buy("alice"));
        await AskAsync(item, Pay(1));

        var reply = await AskAsync(item, new RevokeOrder(1) { By = By });

        reply.Outcome.ShouldBe(Outcome.Cancelled);
        reply.Order!.Status.ShouldBe(OrderStatus.RefundDue);
        await Eventually.HoldsAsync(() => Owed.Count.ShouldBe(1));
        var owed = Owed.ShouldHaveSingleItem().Refunds.ShouldHaveSingleItem();
        (owed.Sequence, owed.Payment.Value, owed.Amount.Amount).ShouldBe((1, "pay-1", 9900));

        await KillAsync(item);
        var recovered = StartItem();
        (await AskAsync(recovered, new RevokeOrder(1) { By = By })).Outcome.ShouldBe(Outcome.Unchanged);
        await Eventually.HoldsAsync(() => Owed.Count.ShouldBe(2, "a recovered item repeats what it owes"));
        (await AskAsync(recovered, Buy("bob"))).Outcome.ShouldBe(Outcome.Reserved);
        (await AskAsync(recovered, new SettleRefund(PaymentId.Parse("pay-1")))).Outcome.ShouldBe(Outcome.RefundSettled);
        (await FindAsync(recovered, 1)).Order!.Status.ShouldBe(OrderStatus.Refunded);
    }

    [Fact]
    public async Task The_committed_entry_names_the_operator()
    {
        var item = await StartListedAsync(Listing(stock: 1));
        await AskAsync(item, Buy("alice"));

        await AskAsync(item, new RevokeOrder(1) { By = By });

        var entries = new List<Seckill.Actors.Ledger.LedgerEntry>();
        while (Feed.Entries.TryRead(out var entry)) entries.Add(entry);
        entries[^1].Batch.Events.ShouldHaveSingleItem().ShouldBeOfType<StockReleased>().By.ShouldBe(By);
    }

    [Fact]
    public async Task Units_that_come_back_are_published_at_once()
    {
        var item = await StartListedAsync(Listing(stock: 1));
        await AskAsync(item, Buy("alice"));
        await AskAsync(item, Pay(1));

        await AskAsync(item, new RevokeOrder(1) { By = By });

        // The item answers first, and no time passes here for which a publication could wait.
        await Eventually.HoldsAsync(() => Published.Last().Status.Stock.ShouldBe(Stock.Of(1)));
    }

    [Fact]
    public async Task If_the_write_fails_nothing_is_cancelled()
    {
        var item = await StartListedAsync(Listing(stock: 1));
        await AskAsync(item, Buy("alice"));
        await AskAsync(item, Pay(1));
        await BehaveAsync(FaultyJournal.Fault.Fail);

        (await AskAsync(item, new RevokeOrder(1) { By = By })).Outcome.ShouldBe(Outcome.OutcomeUnknown);

        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitRestartAsync(item);
        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Paid);
        (await AskAsync(item, new RevokeOrder(1) { By = By })).Outcome.ShouldBe(Outcome.Cancelled);
    }
}
