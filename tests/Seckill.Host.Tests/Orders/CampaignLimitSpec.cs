using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

/// <summary>One phone of any colour per buyer: a limit over all items of a campaign that have one.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class CampaignLimitSpec(DevelopmentHost host)
{
    [Fact]
    public async Task One_of_any_colour_per_buyer_and_the_refusal_names_the_order()
    {
        var (red, blue) = await ListTwoAsync();
        var (alice, bob) = (host.NewBuyer(), host.NewBuyer());

        var order = (await alice.BuyAsync(red)).ShouldHaveStatus(201);
        var refused = (await alice.BuyAsync(blue)).ShouldRefuseWith("limit_reached");

        refused["orderIds"]!.AsArray().Select(id => (string)id!).ShouldBe([order.OrderId]);
        ((int)refused["orderCount"]!).ShouldBe(1);
        (await alice.BuyAsync(red)).ShouldHaveStatus(200).OrderId.ShouldBe(order.OrderId);
        (await bob.BuyAsync(blue)).ShouldHaveStatus(201);
        await ShouldBalanceAsync(red, blue);
    }

    [Fact]
    public async Task A_cancelled_order_lets_the_buyer_choose_another_colour_at_once()
    {
        var (red, blue) = await ListTwoAsync();
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(red)).ShouldHaveStatus(201).OrderId;
        (await buyer.CancelAsync(order)).ShouldHaveStatus(200);

        (await buyer.BuyAsync(blue)).ShouldHaveStatus(201);

        (await buyer.BuyAsync(red)).ShouldRefuseWith("limit_reached");
        await ShouldBalanceAsync(red, blue);
    }

    [Fact]
    public async Task An_order_that_nobody_paid_gives_its_place_back()
    {
        var (red, blue) = await ListTwoAsync(new() { PaymentWindowSeconds = 1 });
        var buyer = host.NewBuyer();
        (await buyer.BuyAsync(red)).ShouldHaveStatus(201);

        await Eventually.GetAsync(() => buyer.BuyAsync(blue), answer => answer.Status == 201);

        await ShouldBalanceAsync(red, blue);
    }

    [Fact]
    public async Task Each_item_applies_its_own_limit_to_the_units_of_all()
    {
        var campaign = TestHost.NewName("campaign");
        var strict = await host.ListAsync(new() { Campaign = campaign, CampaignLimit = 2, Limit = 5 });
        var generous = await host.ListAsync(new() { Campaign = campaign, CampaignLimit = 4, Limit = 5 });
        var free = await host.ListAsync(new() { Campaign = campaign, Limit = 5 });
        var buyer = host.NewBuyer();

        (await buyer.BuyAsync(free, quantity: 3)).ShouldHaveStatus(201);
        (await buyer.BuyAsync(strict, quantity: 3)).ShouldRefuseWith("limit_reached");
        (await buyer.BuyAsync(strict)).ShouldHaveStatus(201);
        (await buyer.BuyAsync(generous, quantity: 2)).ShouldHaveStatus(201);
        (await buyer.BuyAsync(strict)).ShouldRefuseWith("limit_reached");
        (await buyer.BuyAsync(generous)).ShouldHaveStatus(201);
        var refused = (await buyer.BuyAsync(generous)).ShouldRefuseWith("limit_reached");
        ((int)refused["orderCount"]!).ShouldBe(3);
        (await buyer.BuyAsync(free, quantity: 2)).ShouldHaveStatus(201);
        await ShouldBalanceAsync(strict, generous, free);
    }

    [Fact]
    public async Task A_repeat_gets_its_order_at_the_limit_too()
    {
        var (red, blue) = await ListTwoAsync();
        var buyer = host.NewBuyer();
        var first = (await buyer.BuyAsync(red, key: "k")).ShouldHaveStatus(201).OrderId;
        (await buyer.CancelAsync(first)).ShouldHaveStatus(200);
        var second = (await buyer.BuyAsync(blue, key: "k")).ShouldHaveStatus(201).OrderId;

        (await buyer.BuyAsync(red, key: "k")).ShouldHaveStatus(200).OrderId.ShouldBe(first);
        (await buyer.BuyAsync(blue, key: "k")).ShouldHaveStatus(200).OrderId.ShouldBe(second);
        (await buyer.BuyAsync(blue, key: "another")).ShouldHaveStatus(200).OrderId.ShouldBe(second);
        (await buyer.BuyAsync(blue, quantity: 2, key: "k")).ShouldRefuseWith("idempotency_key_reused");
        (await buyer.BuyAsync(red, key: "new")).ShouldRefuseWith("limit_reached");
    }

    [Fact]
    public async Task A_crowd_of_requests_of_one_buyer_wins_once()
    {
        var (red, blue) = await ListTwoAsync(new() { Stock = 100 });
        var buyer = host.NewBuyer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => buyer.BuyAsync(number % 2 == 0 ? red : blue)));

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        foreach (var other in answers.Where(answer => answer.Status is not (200 or 201)))
            other.Code.ShouldBeOneOf("limit_reached", "overloaded", "rate_limited");
        await ShouldBalanceAsync(red, blue);
    }

    [Fact]
    public async Task With_a_ticket_as_without()
    {
        var campaign = TestHost.NewName("campaign");
        Listing listing = new() { Campaign = campaign, CampaignLimit = 1, TicketRequired = true };
        var (red, blue) = (await host.ListAsync(listing), await host.ListAsync(listing));
        var buyer = host.NewBuyer();

        (await buyer.BuyAsync(red)).ShouldRefuseWith("ticket_required");
        (await buyer.BuyAsync(red, ticket: await buyer.NewTicketAsync(red))).ShouldHaveStatus(201);
        var ticket = await buyer.NewTicketAsync(blue);
        (await buyer.BuyAsync(blue, ticket: ticket)).ShouldRefuseWith("limit_reached");
        await ShouldBalanceAsync(red, blue);
    }

    [Fact]
    public async Task Other_refusals_take_no_place()
    {
        var campaign = TestHost.NewName("campaign");
        var none = await host.ListAsync(new() { Campaign = campaign, CampaignLimit = 1, Stock = 0 });
        var few = await host.ListAsync(new() { Campaign = campaign, CampaignLimit = 3, Limit = 3, Stock = 2 });
        var buyer = host.NewBuyer();

        (await buyer.BuyAsync(none)).ShouldRefuseWith("sold_out");
        (await buyer.BuyAsync(few, quantity: 3)).ShouldRefuseWith("sold_out");

        (await buyer.BuyAsync(few, quantity: 2)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task The_limit_is_part_of_the_item_and_needs_a_campaign()
    {
        var campaign = TestHost.NewName("campaign");
        var item = TestHost.NewName("item");
        var upcoming = Listing.Upcoming with { CampaignLimit = 1_000_000 };

        (await host.Operator.ListAsync(item, upcoming)).ShouldBlame("campaignLimit");
        (await host.Operator.ListAsync(item, upcoming with { Campaign = campaign, CampaignLimit = 0 })).ShouldBlame("campaignLimit");
        (await host.Operator.ListAsync(item, upcoming with { Campaign = campaign, CampaignLimit = 1_000_001 })).ShouldBlame("campaignLimit");
        (await host.Operator.ListAsync(item, upcoming with { Campaign = campaign, WaitingList = true })).ShouldBlame("waitingList");
        ((int)(await host.Operator.ListAsync(item, upcoming with { Campaign = campaign })).ShouldHaveStatus(201)["campaignLimit"]!).ShouldBe(1_000_000);
        ((int)(await host.Operator.ListAsync(item, upcoming with { Campaign = campaign, CampaignLimit = 2 })).ShouldHaveStatus(200)["campaignLimit"]!).ShouldBe(2);

        Listing open = new() { Campaign = campaign, CampaignLimit = 1 };
        var started = await host.ListAsync(open);
        (await host.Operator.ListAsync(started, open with { CampaignLimit = 2 })).ShouldRefuseWith("item_started");
        (await host.Operator.ListAsync(started, open with { CampaignLimit = null })).ShouldRefuseWith("item_started");
        (await host.Operator.ListAsync(started, open)).ShouldHaveStatus(200);
    }

    private async Task<(string Red, string Blue)> ListTwoAsync(Listing? listing = null)
    {
        var one = (listing ?? new Listing()) with { Campaign = TestHost.NewName("campaign"), CampaignLimit = 1 };
        return (await host.ListAsync(one), await host.ListAsync(one));
    }

    private async Task ShouldBalanceAsync(params string[] items)
    {
        foreach (var item in items)
            await Eventually.GetAsync(() => host.Operator.AuditAsync(item), audit => audit.Status == 200 && (bool)audit["balanced"]!);
    }
}
