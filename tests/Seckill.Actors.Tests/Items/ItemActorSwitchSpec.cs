using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

/// <summary>New purchases are switched off while requests are on their way to the item.</summary>
public sealed class ItemActorSwitchSpec(ITestOutputHelper output) : ItemKit(output)
{
    [Fact]
    public async Task A_request_that_was_on_its_way_is_refused_and_a_repeat_gets_its_order()
    {
        var item = await StartListedAsync(Listing());
        var won = await AskAsync(item, Buy("alice"));
        ArePurchasesOff = true;

        var replies = await AskAllAsync(item, Buy("bob"), Buy("alice"), Pay(1));

        replies.Select(reply => reply.Outcome).ShouldBe([Outcome.Paused, Outcome.AlreadyReserved, Outcome.Paid]);
        replies[1].Order!.Id.ShouldBe(won.Order!.Id);
        (await ShouldBalanceAsync(item, 10)).Sold.ShouldBe(1);
        ArePurchasesOff = false;
        (await AskAsync(item, Buy("bob"))).Outcome.ShouldBe(Outcome.Reserved);
    }

    [Fact]
    public async Task A_request_with_a_ticket_spends_none_while_purchases_are_off()
    {
        var item = await StartListedAsync(Listing(limit: 2, ticketRequired: true));
        await AskAsync(item, BuyWithTicket("alice", 1, key: "k"));
        ArePurchasesOff = true;

        var replies = await AskAllAsync(item, BuyWithTicket("bob", 2), BuyWithTicket("alice", 1, key: "k"));

        replies.Select(reply => reply.Outcome).ShouldBe([Outcome.Paused, Outcome.AlreadyReserved]);
        ArePurchasesOff = false;
        (await AskAsync(item, BuyWithTicket("bob", 2))).Outcome.ShouldBe(Outcome.Reserved);
    }

    [Fact]
    public async Task Requests_that_waited_for_a_write_are_refused_too()
    {
        var item = await StartListedAsync(Listing());
        var gate = await HoldWritesAsync();
        var first = AskAsync(item, Buy("alice"));
        var waiting = AskAsync(item, Buy("bob"));
        await FindAsync(item, 1);
        ArePurchasesOff = true;
        gate.SetResult();

        (await first).Outcome.ShouldBe(Outcome.Reserved, "it was decided before");
        (await waiting).Outcome.ShouldBe(Outcome.Paused);
    }
}
