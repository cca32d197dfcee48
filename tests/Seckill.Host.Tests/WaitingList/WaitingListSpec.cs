using System.Globalization;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.WaitingList;

/// <summary>Units that come back after the sell-out go to those who wait, in order, as orders of their own.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class WaitingListSpec(DevelopmentHost host)
{
    private static readonly Listing One = new() { Stock = 1, WaitingList = true };

    [Fact]
    public async Task Those_who_wait_are_served_in_order_within_a_second_of_the_deadline_and_can_pay()
    {
        var item = await host.ListAsync(One with { PaymentWindowSeconds = 2 });
        var (winner, first, second) = (host.NewBuyer(), host.NewBuyer(), host.NewBuyer());
        var lapsing = (await winner.BuyAsync(item)).ShouldHaveStatus(201);
        ShouldBe(await first.WaitAsync(item), "waiting", ahead: 0);
        ShouldBe(await second.WaitAsync(item), "waiting", ahead: 1);
        ShouldBe(await second.PlaceAsync(item), "waiting", ahead: 1);
        await host.AwaitItemAsync(item, answer => (int)answer["waiting"]! == 2);

        var offered = await OfferAsync(first, item);

        var order = (await first.OrderAsync((string)offered["orderId"]!)).ShouldHaveStatus(200);
        ((string)order["status"]!).ShouldBe("pending");
        var late = Instant(order, "createdAt") - Instant(await Eventually.OrderAsync(winner, lapsing.OrderId, "expired"), "payBefore");
        late.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(1));
        ((string)offered["payBefore"]!).ShouldBe((string)order["payBefore"]!);
        ((string)(await host.ItemAsync(item))["phase"]!).ShouldBe("sold_out");
        (await first.BuyAsync(item)).ShouldHaveStatus(200).OrderId.ShouldBe(order.OrderId, "who presses 'buy' gets the offer");
        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("sold_out");
        await host.PayAsync(first, order.OrderId);

        ShouldBe(await first.PlaceAsync(item), "none");
        ShouldBe(await second.PlaceAsync(item), "waiting", ahead: 0);
        await ShouldBalanceAsync(item);
    }

    [Fact]
    public async Task Joining_twice_keeps_the_place_and_leaving_gives_it_up()
    {
        var item = await host.ListAsync(One);
        var (winner, first, second) = (host.NewBuyer(), host.NewBuyer(), host.NewBuyer());
        var order = (await winner.BuyAsync(item)).ShouldHaveStatus(201);
        ShouldBe(await first.PlaceAsync(item), "none");
        ShouldBe(await first.WaitAsync(item), "waiting", ahead: 0);
        ShouldBe(await second.WaitAsync(item), "waiting", ahead: 1);
        ShouldBe(await first.WaitAsync(item), "waiting", ahead: 0);

        ShouldBe(await first.StopWaitingAsync(item), "none");
        ShouldBe(await first.StopWaitingAsync(item), "none");
        (await winner.CancelAsync(order.OrderId)).ShouldHaveStatus(200);

        var offered = (await second.WaitAsync(item)).ShouldHaveStatus(200);
        ((string)offered["state"]!).ShouldBe("offered");
        ((string)(await second.StopWaitingAsync(item))["orderId"]!).ShouldBe((string)offered["orderId"]!, "an offer is not left but cancelled");
        (await second.CancelAsync((string)offered["orderId"]!)).ShouldHaveStatus(200);
        ShouldBe(await second.PlaceAsync(item), "none");
        (await first.BuyAsync(item)).ShouldHaveStatus(201);
        await ShouldBalanceAsync(item);
    }

    [Fact]
    public async Task Units_that_an_operator_adds_or_takes_back_from_a_paid_order_are_offered_too()
    {
        var item = await host.ListAsync(One);
        var (winner, first, second) = (host.NewBuyer(), host.NewBuyer(), host.NewBuyer());
        var order = (await winner.BuyAsync(item)).ShouldHaveStatus(201);
        await host.PayAsync(winner, order.OrderId);
        await first.WaitAsync(item);
        await second.WaitAsync(item);

        (await host.Operator.AdjustAsync(item, 1, "more")).ShouldHaveStatus(200);
        await OfferAsync(first, item);
        (await host.Operator.PostAsync($"/api/admin/orders/{order.OrderId}/cancel", new JsonObject { ["reason"] = "broken" })).ShouldHaveStatus(200);
        await OfferAsync(second, item);

        await ShouldBalanceAsync(item);
    }

    [Fact]
    public async Task A_blocked_buyer_is_passed_over()
    {
        var item = await host.ListAsync(One);
        var (winner, blocked, next) = (host.NewBuyer(), host.NewBuyer(), host.NewBuyer());
        var order = (await winner.BuyAsync(item)).ShouldHaveStatus(201);
        await blocked.WaitAsync(item);
        ShouldBe(await next.WaitAsync(item), "waiting", ahead: 1);
        (await host.Operator.PutAsync($"/api/admin/blocks/buyers/{blocked.Name}", null)).ShouldHaveStatus(200);

        (await winner.CancelAsync(order.OrderId)).ShouldHaveStatus(200);

        await OfferAsync(next, item);
        (await host.Operator.SendAsync(HttpMethod.Delete, $"/api/admin/blocks/buyers/{blocked.Name}", null)).ShouldHaveStatus(204);
        ShouldBe(await blocked.PlaceAsync(item), "none");
        await ShouldBalanceAsync(item);
    }

    [Fact]
    public async Task A_paused_item_offers_nothing_until_it_goes_on()
    {
        var item = await host.ListAsync(One);
        var (winner, first) = (host.NewBuyer(), host.NewBuyer());
        var order = (await winner.BuyAsync(item)).ShouldHaveStatus(201);
        await first.WaitAsync(item);
        (await host.Operator.SwitchAsync(item, "pause")).ShouldHaveStatus(200);
        (await winner.CancelAsync(order.OrderId)).ShouldHaveStatus(200);
        ShouldBe(await first.WaitAsync(item), "waiting", ahead: 0);
        (await host.NewBuyer().WaitAsync(item)).ShouldRefuseWith("paused");

        (await host.Operator.SwitchAsync(item, "resume")).ShouldHaveStatus(200);

        await OfferAsync(first, item);
        await ShouldBalanceAsync(item);
    }

    [Fact]
    public async Task Each_refusal_has_its_code()
    {
        var (open, plain) = (await host.ListAsync(One), await host.ListAsync());
        var upcoming = await host.ListAsync(Listing.Upcoming with { WaitingList = true });
        var (winner, other) = (host.NewBuyer(), host.NewBuyer());

        (await other.WaitAsync(open)).ShouldRefuseWith("available");
        (await other.WaitAsync(upcoming)).ShouldRefuseWith("not_started");
        foreach (var ask in (Func<string, Task<Received>>[])[item => other.WaitAsync(item), other.PlaceAsync, other.StopWaitingAsync])
        {
            (await ask(plain)).ShouldRefuseWith("no_waiting_list");
            (await ask("nobody-listed-this")).ShouldRefuseWith("item_not_found");
            (await ask("Not-An-Item")).ShouldBlame("itemId");
        }

        (await winner.BuyAsync(open)).ShouldHaveStatus(201);
        (await winner.WaitAsync(open)).ShouldRefuseWith("limit_reached");
        (await host.Nobody.WaitAsync(open)).ShouldRefuseWith("unauthenticated");
        (await host.Nobody.PlaceAsync(open)).ShouldRefuseWith("unauthenticated");
        (await other.PostAsync($"/api/items/{open}/waiting-list", new JsonObject { ["quantity"] = 2 })).ShouldBlame("quantity");
        await other.WaitAsync(open);
        (await host.Operator.SwitchAsync(open, "close")).ShouldHaveStatus(200);
        (await host.NewBuyer().WaitAsync(open)).ShouldRefuseWith("closed");
        ShouldBe(await other.PlaceAsync(open), "none");
    }

    [Fact]
    public async Task Where_tickets_are_required_one_joins_with_a_ticket_which_is_to_be_had_after_the_sell_out()
    {
        var item = await host.ListAsync(One with { TicketRequired = true });
        var (winner, first, mallory) = (host.NewBuyer(), host.NewBuyer(), host.NewBuyer());
        var order = (await winner.BuyAsync(item, ticket: await winner.NewTicketAsync(item))).ShouldHaveStatus(201);
        var ticket = await first.NewTicketAsync(item);

        (await first.WaitAsync(item)).ShouldRefuseWith("ticket_required");
        (await mallory.WaitAsync(item, ticket)).ShouldRefuseWith("ticket_invalid");
        (await first.WaitAsync(item, new string('A', 43))).ShouldRefuseWith("ticket_invalid");
        ShouldBe(await first.WaitAsync(item, ticket), "waiting", ahead: 0);
        ShouldBe(await first.WaitAsync(item, ticket), "waiting", ahead: 0);
        ShouldBe(await first.StopWaitingAsync(item), "none");
        (await first.WaitAsync(item, ticket)).ShouldRefuseWith("ticket_invalid");
        ShouldBe(await first.WaitAsync(item, await first.NewTicketAsync(item)), "waiting", ahead: 0);
        (await winner.CancelAsync(order.OrderId)).ShouldHaveStatus(200);

        var offer = await OfferAsync(first, item);

        (await first.BuyAsync(item)).ShouldHaveStatus(200).OrderId.ShouldBe((string)offer["orderId"]!);
        await ShouldBalanceAsync(item);
    }

    [Fact]
    public async Task Whether_there_is_a_waiting_list_is_part_of_the_terms_and_shown()
    {
        var item = await host.ListAsync(One);
        ((bool)(await host.ItemAsync(item))["waitingList"]!).ShouldBeTrue();
        ((bool)(await host.ItemAsync(await host.ListAsync()))["waitingList"]!).ShouldBeFalse();
        (await host.Operator.ListAsync(item, One with { WaitingList = false, StartsAt = DateTimeOffset.UtcNow })).ShouldRefuseWith("item_started");

        (await host.Operator.RunAsync($"item create console-{item} Phone --stock 0 --price 1 --ends +2h --waiting-list")).Rows.ShouldHaveSingleItem();

        var waiter = host.NewBuyer();
        ShouldBe(await waiter.WaitAsync($"console-{item}"), "waiting", ahead: 0);
        ((string)(await host.Operator.RunAsync($"item waiting-list console-{item} {waiter.Name}")).Cell(0, "state")!).ShouldBe("waiting");
    }

    [Fact]
    public async Task Of_a_crowd_that_waits_everybody_gets_at_most_one_offer_in_the_order_of_joining()
    {
        var item = await host.ListAsync(One with { Stock = 20 });
        var winners = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var buyer = host.NewBuyer();
            return (Buyer: buyer, Order: (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId);
        }));
        var crowd = new List<Party>();
        for (var i = 0; i < 30; i++)
        {
            crowd.Add(host.NewBuyer());
            ShouldBe(await crowd[i].WaitAsync(item), "waiting", ahead: i);
        }

        // Everybody gives up at once, while others press "buy".
        var strangers = Enumerable.Range(0, 40).Select(async _ => (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("sold_out"));
        Task<Received>[] all = [.. winners.Select(winner => winner.Buyer.CancelAsync(winner.Order)), .. strangers];
        await Task.WhenAll(all);

        var places = await Task.WhenAll(crowd.Select(buyer => buyer.PlaceAsync(item)));
        places.Select(place => (string)place["state"]!).ShouldBe([.. Enumerable.Repeat("offered", 20), .. Enumerable.Repeat("waiting", 10)]);
        places[..20].Select(place => (string)place["orderId"]!).ShouldBe(Enumerable.Range(21, 20).Select(sequence => $"{item}-{sequence}"));
        await ShouldBalanceAsync(item);
    }

    private static Task<Received> OfferAsync(Party buyer, string item) =>
        Eventually.GetAsync(() => buyer.PlaceAsync(item), place => (string?)place["state"] == "offered");

    private static void ShouldBe(Received place, string state, int ahead = 0)
    {
        place.ShouldHaveStatus(200);
        ((string)place["state"]!, (int)place["ahead"]!, place["orderId"]).ShouldBe((state, ahead, null));
    }

    private static DateTimeOffset Instant(Received order, string member) =>
        DateTimeOffset.Parse((string)order[member]!, CultureInfo.InvariantCulture);

    private async Task ShouldBalanceAsync(string item) => await Eventually.GetAsync(
        () => host.Operator.AuditAsync(item), audit => audit.Status == 200 && (bool)audit["balanced"]!);
}
