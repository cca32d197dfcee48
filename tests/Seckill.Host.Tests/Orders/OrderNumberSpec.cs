using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

/// <summary>What it costs the service to be asked for orders that cannot exist.</summary>
public sealed class OrderNumberSpec(PatientlessHost host) : IClassFixture<PatientlessHost>
{
    [Fact]
    public async Task A_number_above_the_newest_order_is_refused_without_asking_the_item_or_the_table()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId;
        var before = await CountAsync();
        (await buyer.OrderAsync(order)).ShouldHaveStatus(200);
        var control = await CountAsync();
        control.Table.ShouldBe(before.Table + 1, "an order that may exist is looked up, and counted");

        for (var i = 0; i < 50; i++) (await buyer.OrderAsync($"{item}-999999999")).ShouldRefuseWith("order_not_found");
        (await buyer.CancelAsync($"{item}-999999999")).ShouldRefuseWith("order_not_found");
        (await buyer.OpenPaymentAsync($"{item}-999999999")).ShouldRefuseWith("order_not_found");

        (await CountAsync()).ShouldBe(control);
    }

    private async Task<(double Table, double Item, double Commands)> CountAsync()
    {
        var metrics = await Scrape.FreshAsync(host);
        return (
            Scrape.Value(metrics, "seckill_order_lookups_total", "place=\"table\""),
            Scrape.Value(metrics, "seckill_order_lookups_total", "place=\"item\""),
            Scrape.Value(metrics, "seckill_item_batch_commands_count"));
    }
}
