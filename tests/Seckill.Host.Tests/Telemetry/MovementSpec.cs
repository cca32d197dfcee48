using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Telemetry;

/// <summary>Metrics that say nothing while all is well: each is moved by what it warns of, and comes to rest again afterwards.</summary>
public sealed class MovementSpec(MeasuredHost host) : IClassFixture<MeasuredHost>
{
    [Fact]
    public async Task Late_rows_overdue_holds_and_owed_refunds_show_while_the_tables_are_locked()
    {
        var (held, sold) = (await host.ListAsync(new Listing { PaymentWindowSeconds = 2 }), await host.ListAsync());
        var (late, paid) = (host.NewBuyer(), host.NewBuyer());
        await DevelopmentHost.OpenPaymentAsync(late, (await late.BuyAsync(held)).ShouldHaveStatus(201).OrderId);
        var order = (await paid.BuyAsync(sold)).ShouldHaveStatus(201).OrderId;
        await host.PayAsync(paid, order);
        var calm = await AwaitAsync(metrics => Value(metrics, "seckill_projection_pending") == 0);
        foreach (var name in (string[])["seckill_holds_overdue", "seckill_refunds_due", "seckill_refunds_due_age_seconds"])
            Value(calm, name).ShouldBe(0, name);

        using (host.Lock("orders.db"))
        {
            var cancel = new JsonObject { ["reason"] = "fraud" };
            (await host.Operator.PostAsync($"/api/admin/orders/{order}/cancel", cancel)).ShouldHaveStatus(200);

            await AwaitAsync(metrics => Value(metrics, "seckill_refunds_due") == 1 && Value(metrics, "seckill_refunds_due_age_seconds") > 0.5);
            await AwaitAsync(metrics => Value(metrics, "seckill_projection_pending") >= 1 && Value(metrics, "seckill_projection_lag_seconds") > 0.5);
            await AwaitAsync(metrics => Value(metrics, "seckill_holds_overdue") == 1);
            await AwaitAsync(metrics => Value(metrics, "seckill_refund_failures_total") >= 1);
        }

        await AwaitAsync(metrics => Value(metrics, "seckill_holds_overdue") == 0 && Value(metrics, "seckill_projection_pending") == 0
            && Value(metrics, "seckill_refunds_due") == 0 && Value(metrics, "seckill_refunds_due_age_seconds") == 0);
    }

    [Fact]
    public async Task Event_streams_are_counted_by_the_phase_of_their_item()
    {
        var item = await host.ListAsync();
        using (var first = await EventReader.OpenAsync(host, item))
        using (var second = await EventReader.OpenAsync(host, await host.ListAsync(Listing.Upcoming)))
        {
            await AwaitAsync(metrics => (Streams(metrics, "open"), Streams(metrics, "paused"), Streams(metrics, "upcoming")) == (1, 0, 1));

            (await host.Operator.SwitchAsync(item, "pause")).ShouldHaveStatus(200);

            await AwaitAsync(metrics => (Streams(metrics, "open"), Streams(metrics, "paused"), Streams(metrics, "upcoming")) == (0, 1, 1));
        }

        await AwaitAsync(metrics => Streams(metrics, "paused") + Streams(metrics, "upcoming") == 0);
    }

    [Fact]
    public async Task Listing_an_item_makes_it_one_of_the_nodes_items()
    {
        var before = Value(await Scrape.FreshAsync(host), "seckill_node_items");

        await host.ListAsync();

        var after = await AwaitAsync(metrics => Value(metrics, "seckill_node_items") > before);
        Scrape.Value(after, "seckill_cluster_nodes", "state=\"reachable\"").ShouldBe(1);
        Scrape.Value(after, "seckill_cluster_nodes", "state=\"unreachable\"").ShouldBe(0);
    }

    private static double Value(string metrics, string name) => Scrape.Value(metrics, name);

    private static double Streams(string metrics, string phase) => Scrape.Value(metrics, "seckill_event_streams", $"phase=\"{phase}\"");

    private Task<string> AwaitAsync(Func<string, bool> isSo) => Eventually.GetAsync(() => Scrape.ReadAsync(host), isSo, TimeSpan.FromSeconds(60));
}

/// <summary>A host whose items repeat what they owe every second, so that what failed is soon tried again.</summary>
public sealed class MeasuredHost() : TestHost("Development", DevelopmentHost.Secret, new Dictionary<string, string> { ["BoardRepeatMs"] = "1000" })
{
    private readonly WebhookSigner _provider = new(DevelopmentHost.Secret);

    /// <summary>Opens a payment for an order, reports that it succeeded, and waits until the order is paid.</summary>
    public async Task PayAsync(Party buyer, string order)
    {
        var payment = await DevelopmentHost.OpenPaymentAsync(buyer, order);
        (await SendAsync(_provider.Succeeded(order, payment, 9900))).ShouldHaveStatus(204);
        await Eventually.OrderAsync(buyer, order, "paid");
    }
}
