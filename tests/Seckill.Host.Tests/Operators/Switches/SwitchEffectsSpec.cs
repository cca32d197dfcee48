using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Switches;

/// <summary>What each switch does, from the answer of the change on.</summary>
[Collection(OnSwitchedHost.Name)]
public sealed class SwitchEffectsSpec(SwitchedHost host)
{
    [Fact]
    public async Task Without_new_purchases_nobody_gets_a_unit_until_they_are_back()
    {
        var item = await host.ListAsync();
        var winner = host.NewBuyer();
        var order = (await winner.BuyAsync(item)).ShouldHaveStatus(201).OrderId;
        await using (await host.SwitchAsync("new-purchases", "off"))
        {
            var refused = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.NewBuyer().BuyAsync(item)));
            foreach (var answer in refused) answer.ShouldRefuseWith("paused");

            // What was won before stays: repeated, paid, given up.
            (await winner.BuyAsync(item)).ShouldHaveStatus(200).OrderId.ShouldBe(order);
            (await winner.CancelAsync(order)).ShouldHaveStatus(200);
            (await winner.BuyAsync(item)).ShouldRefuseWith("paused");
        }

        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        var audit = await host.Operator.AuditAsync(item);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
        ((long)audit["ledger"]!["orders"]!).ShouldBe(2, "the first winner's and the last one's");
    }

    [Fact]
    public async Task A_second_unit_within_the_limit_is_a_new_purchase_too()
    {
        var item = await host.ListAsync(new Listing { Limit = 5 });
        var buyer = host.NewBuyer();
        (await buyer.BuyAsync(item, key: "first")).ShouldHaveStatus(201);
        await using var off = await host.SwitchAsync("new-purchases", "off");

        (await buyer.BuyAsync(item, key: "second")).ShouldRefuseWith("paused");
        (await buyer.BuyAsync(item, quantity: 2)).ShouldRefuseWith("paused");
        (await buyer.BuyAsync(item, key: "first")).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task In_the_middle_of_a_rush_no_purchase_that_begins_after_the_answer_wins()
    {
        var item = await host.ListAsync(new Listing { Stock = 100_000, Limit = 1 });
        using var closing = new CancellationTokenSource();
        var rush = Enumerable.Range(0, 16).Select(_ => RushAsync()).ToArray();
        await Eventually.GetAsync(() => host.ItemAsync(item), answer => (long)answer["stock"]!["held"]! > 200);

        int wins;
        await using (await host.SwitchAsync("new-purchases", "off"))
        {
            var late = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => host.NewBuyer().BuyAsync(item)));
            late.ShouldAllBe(answer => answer.Code == "paused");
            await closing.CancelAsync();
            wins = (await Task.WhenAll(rush)).Sum();
        }

        var audit = await host.Operator.AuditAsync(item);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
        ((long)audit["ledger"]!["orders"]!).ShouldBe(wins);

        async Task<int> RushAsync()
        {
            var won = 0;
            while (!closing.IsCancellationRequested)
            {
                var answer = await host.NewBuyer().BuyAsync(item);
                if (answer.Status == 201) won++;
                else answer.ShouldRefuseWith("paused");
            }

            return won;
        }
    }

    [Fact]
    public async Task Without_event_streams_open_ones_end_and_new_ones_are_told_to_poll()
    {
        var item = await host.ListAsync();
        using var open = await EventReader.OpenAsync(host, item);
        await open.NextEventAsync();
        await using (await host.SwitchAsync("event-streams", "off"))
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            while (await open.ReadAsync(limit.Token) is not null)
            {
                // Whatever was under way.
            }

            var refused = (await host.Nobody.GetAsync($"/api/items/{item}/events")).ShouldRefuseWith("overloaded");
            refused.Headers["Retry-After"].ShouldBe("30");
            (await host.ItemAsync(item)).ShouldHaveStatus(200);
            await Eventually.GetAsync(() => Scrape.ReadAsync(host), metrics => Scrape.Value(metrics, "seckill_event_streams", "phase=\"open\"") == 0);
        }

        using var again = await EventReader.OpenAsync(host, item);
        ((string)(await again.NextEventAsync()).Data!["itemId"]!).ShouldBe(item);
    }

    [Fact]
    public async Task Without_order_lists_single_orders_can_still_be_read()
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId;
        await using (await host.SwitchAsync("order-listing", "off"))
        {
            (await buyer.GetAsync("/api/orders")).ShouldRefuseWith("overloaded").Headers["Retry-After"].ShouldBe("30");
            (await buyer.OrderAsync(order)).ShouldHaveStatus(200);
        }

        var listed = await Eventually.GetAsync(() => buyer.GetAsync("/api/orders"), answer => answer.Status == 200);
        ((string)listed["orders"]![0]!["orderId"]!).ShouldBe(order);
    }

    [Fact]
    public async Task A_coarse_display_hides_single_sales_from_shoppers_and_not_from_operators()
    {
        var item = await host.ListAsync(new Listing { Stock = 300, Campaign = "coarse" });
        for (var i = 0; i < 120; i++) (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        await host.AwaitItemAsync(item, answer => (long)answer["stock"]!["held"]! == 120);
        await using var coarse = await host.SwitchAsync("stock-display", "coarse");

        var shown = (await host.ItemAsync(item))["stock"]!.ToJsonString();

        // 180 available and 120 held: 200, and what is left of the total.
        shown.ShouldBe("""{"total":300,"available":200,"held":100,"sold":0}""");
        (await host.Nobody.GetAsync("/api/items?campaign=coarse"))["items"]![0]!["stock"]!.ToJsonString().ShouldBe(shown);
        using var events = await EventReader.OpenAsync(host, item);
        (await events.NextEventAsync()).Data!["stock"]!.ToJsonString().ShouldBe(shown);
        var exact = (await host.Operator.SwitchAsync(item, "resume")).ShouldHaveStatus(200);
        ((long)exact["stock"]!["available"]!).ShouldBe(180);
    }

    [Fact]
    public async Task A_coarse_display_says_when_there_is_nothing_left_and_refusals_tell_no_more()
    {
        var item = await host.ListAsync(new Listing { Stock = 23, Limit = 23 });
        (await host.NewBuyer().BuyAsync(item, quantity: 23)).ShouldHaveStatus(201);
        await using var coarse = await host.SwitchAsync("stock-display", "coarse");

        var shown = await host.AwaitItemAsync(item, answer => (string)answer["phase"]! == "sold_out");
        ((long)shown["stock"]!["available"]!).ShouldBe(0);
        ((long)shown["stock"]!["held"]!).ShouldBe(23, "the total bounds it");
        ((long)(await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("sold_out")["held"]!).ShouldBe(23);

        var half = await host.ListAsync(new Listing { Stock = 100, Limit = 100 });
        var (one, other) = (host.NewBuyer(), host.NewBuyer());
        var paid = (await one.BuyAsync(half, quantity: 77)).ShouldHaveStatus(201).OrderId;
        (await other.BuyAsync(half, quantity: 23)).ShouldHaveStatus(201);
        var payment = await DevelopmentHost.OpenPaymentAsync(one, paid);
        (await host.SendAsync(host.Provider.Succeeded(paid, payment, 77 * 9_900))).ShouldHaveStatus(204);
        var refused = await Eventually.GetAsync(() => host.NewBuyer().BuyAsync(half), answer => (long?)answer["held"] == 50);
        refused.ShouldRefuseWith("sold_out");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_queue_in_front_of_an_item_or_its_waiting_room_is_as_long_as_its_switch_says(bool hasRoom)
    {
        var item = await host.ListAsync(hasRoom
            ? new Listing { Stock = 500, Queue = "open", StartsAt = DateTimeOffset.UtcNow.AddHours(1) }
            : new Listing { Stock = 500 });
        Task<Received> AskAsync() => hasRoom ? host.NewBuyer().JoinAsync(item) : host.NewBuyer().BuyAsync(item);
        (await AskAsync()).ShouldHaveStatus(201);
        await using var bound = await host.SwitchAsync("gateway-queue", 7);
        Received[] answers;
        using (host.Lock("ledger.db"))
        {
            // One is on its way, seven wait.
            var asked = Enumerable.Range(0, 40).Select(_ => AskAsync()).ToArray();
            await Eventually.GetAsync(() => Task.FromResult(asked.Count(one => one.IsCompleted)), done => done >= 32);
            answers = await Task.WhenAll(asked);
        }

        answers.Count(answer => answer.Code == "overloaded").ShouldBeGreaterThanOrEqualTo(32);
        answers.ShouldAllBe(answer => answer.Status == 201 || answer.Code == "overloaded" || answer.Code == "outcome_unknown");
    }

    [Fact]
    public async Task A_change_that_cannot_be_written_is_not_obeyed_and_can_be_repeated()
    {
        var item = await host.ListAsync();
        using (host.Lock("ledger.db"))
        {
            (await host.Operator.SetSwitchAsync("new-purchases", "off")).ShouldRefuseWith("outcome_unknown");
            ((string)(await host.Operator.GetAsync("/api/admin/switches/new-purchases"))["value"]!).ShouldBe("on");
        }

        await Eventually.GetAsync(() => host.Operator.SetSwitchAsync("new-purchases", "off"), answer => answer.Status == 200);
        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("paused");

        (await host.Operator.SetSwitchAsync("new-purchases", "on")).ShouldHaveStatus(200);
        await Eventually.GetAsync(() => host.NewBuyer().BuyAsync(item), answer => answer.Status == 201);
    }
}
