using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary>Asking for an item that nobody listed leaves no trace: no actor and no journal entry.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class UnknownItemSpec(DevelopmentHost host)
{
    [Fact]
    public async Task Whatever_is_asked_of_an_unknown_item_leaves_no_trace()
    {
        var item = TestHost.NewName("unknown");
        var buyer = host.NewBuyer();
        var before = await CountActorsAsync();

        (await host.ItemAsync(item)).ShouldRefuseWith("item_not_found");
        (await host.Nobody.GetAsync($"/api/items/{item}/events")).ShouldRefuseWith("item_not_found");
        (await buyer.BuyAsync(item)).ShouldRefuseWith("item_not_found");
        (await buyer.BuyAsync(item, key: "k")).ShouldRefuseWith("item_not_found");
        (await buyer.OrderAsync($"{item}-1")).ShouldRefuseWith("order_not_found");
        (await buyer.CancelAsync($"{item}-1")).ShouldRefuseWith("order_not_found");
        (await buyer.OpenPaymentAsync($"{item}-1")).ShouldRefuseWith("order_not_found");
        (await host.SendAsync(host.Provider.Succeeded($"{item}-1", "pay-1", 9900))).ShouldRefuseWith("payment_unknown");
        (await host.Operator.AdjustAsync(item, 1, "k")).ShouldRefuseWith("item_not_found");
        foreach (var word in (string[])["pause", "resume", "close"])
            (await host.Operator.SwitchAsync(item, word)).ShouldRefuseWith("item_not_found");
        (await host.Operator.AuditAsync(item)).ShouldRefuseWith("item_not_found");
        var half = new JsonObject { ["title"] = "Phone" };
        (await host.Operator.PutAsync($"/api/admin/items/{item}", half)).ShouldRefuseWith("validation_failed");

        (await CountActorsAsync()).ShouldBeLessThanOrEqualTo(before);
        foreach (var (file, table) in new[] { ("ledger.db", "journal"), ("snapshots.db", "snapshot") })
            host.Query(file, $"SELECT persistence_id FROM {table} WHERE instr(persistence_id, @name)", item).ShouldBeEmpty();
        foreach (var table in (string[])["items", "orders", "projection_offset"])
            host.Query("orders.db", $"SELECT item_id FROM {table} WHERE item_id = @name", item).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_listed_item_does_leave_a_trace()
    {
        var item = await host.ListAsync();

        host.Query("ledger.db", "SELECT persistence_id FROM journal WHERE instr(persistence_id, @name)", item).ShouldHaveSingleItem();
    }

    private async Task<int> CountActorsAsync() =>
        (await host.Operator.GetAsync("/api/admin/cluster"))["regions"]!.AsArray().Sum(region => (int)region!["items"]!);
}
