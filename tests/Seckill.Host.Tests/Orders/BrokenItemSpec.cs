using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

/// <summary>
/// Somebody changed the rows of an item by hand, so that they cannot follow the item's ledger; or damaged the ledger as well. That takes
/// the list of orders from nobody who has no order there, and nobody is told less than there is.
/// </summary>
public sealed class BrokenItemSpec : IAsyncLifetime, IAsyncDisposable
{
    private readonly HostProcess _host = new(new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Seckill__Auth__SigningKey"] = TokenMint.Key,
        ["Seckill__Auth__Issuer"] = TokenMint.Issuer,
        ["Seckill__Auth__Audience"] = TokenMint.Audience,
        ["Seckill__Payments__WebhookSecret"] = DevelopmentHost.Secret,
    });

    private Testing.Wire _wire = null!;

    public async Task InitializeAsync()
    {
        await _host.StartReadyAsync();
        _wire = await Testing.Wire.ConnectAsync(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _wire?.Dispose();
        await _host.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task Rows_that_do_not_follow_hide_no_order_and_are_in_nobodys_way()
    {
        var (early, late, other) = (NewBuyer(), NewBuyer(), NewBuyer());
        var (broken, whole) = (await ListAsync(), await ListAsync());
        var first = await BuyAsync(early, broken);
        BreakRows(broken);

        var hidden = await BuyAsync(late, broken);
        var shown = await BuyAsync(late, whole);
        var others = await BuyAsync(other, whole);

        IdsOf(await ReadAsync(other)).ShouldBe([others]);
        IdsOf(await ReadAsync(NewBuyer())).ShouldBeEmpty();
        IdsOf(await ReadAsync(late)).ShouldBe([shown, hidden]);
        IdsOf(await ReadAsync(early)).ShouldBe([first]);

        var page = await ReadAsync(late, "?limit=1");
        IdsOf(page).ShouldBe([shown]);
        var next = await ReadAsync(late, $"?limit=1&cursor={(string)page["nextCursor"]!}");
        IdsOf(next).ShouldBe([hidden]);
        next["nextCursor"].ShouldBeNull();

        (await late.CancelAsync(hidden)).ShouldHaveStatus(200);
        (await early.CancelAsync(first)).ShouldHaveStatus(200);
        ((string)(await ReadAsync(late))["orders"]![1]!["status"]!).ShouldBe("cancelled");
        ((string)(await ReadAsync(early))["orders"]![0]!["status"]!).ShouldBe("cancelled", "its row is from before");
    }

    [Fact]
    public async Task Items_that_cannot_recover_cost_the_list_only_those_who_have_orders_of_them()
    {
        var (early, late, other) = (NewBuyer(), NewBuyer(), NewBuyer());
        var (dead, mute, whole) = (await ListAsync(), await ListAsync(), await ListAsync());
        foreach (var item in (string[])[dead, mute])
        {
            await BuyAsync(early, item);
            BreakRows(item);
        }

        var hidden = await BuyAsync(late, dead);
        await BuyAsync(NewBuyer(), mute);
        var others = await BuyAsync(other, whole);
        await _host.KillAsync();
        // What the rows do not show can be read of the one, and nobody can tell of the other whose it is.
        BreakEntry(dead, 2);
        BreakEntry(mute, 3);
        await _host.StartReadyAsync();

        var list = await ReadAsync(other);
        IdsOf(list).ShouldBe([others]);
        IncompleteOf(list).ShouldBe([mute]);
        IdsOf(await ReadAsync(NewBuyer())).ShouldBeEmpty();

        var refused = (await late.GetAsync("/api/orders")).ShouldRefuseWith("outcome_unknown");
        ((string)refused["detail"]!).ShouldContain(dead);
        (await late.OrderAsync(hidden)).ShouldHaveStatus(503);
        (await early.GetAsync("/api/orders")).ShouldRefuseWith("outcome_unknown");
    }

    private Party NewBuyer() => PartyOf(TestHost.NewName("buyer"));

    private Party PartyOf(string name, string role = "buyer") => new(_wire, name, TokenMint.Issue(name, role));

    private async Task<string> ListAsync()
    {
        var (item, olivia) = (TestHost.NewName("item"), PartyOf("olivia", "operator"));
        (await Eventually.GetAsync(() => olivia.ListAsync(item, new Listing { Stock = 10 }), answer => answer.Status != 503)).ShouldHaveStatus(201);
        return item;
    }

    private static async Task<string> BuyAsync(Party buyer, string item) => (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId;

    /// <summary>A list that is given.</summary>
    private static async Task<Received> ReadAsync(Party buyer, string query = "")
    {
        // What has stopped to follow is not told from what is late before the first list has waited for it.
        var list = await Eventually.GetAsync(() => buyer.GetAsync($"/api/orders{query}"), answer => answer.Status != 503);
        return list.ShouldHaveStatus(200);
    }

    /// <summary>The rows say that nothing is available, so the next entry that sells contradicts them. Waits for the rows to be there.</summary>
    private void BreakRows(string item)
    {
        const string Sql = "UPDATE items SET held = held + available, available = 0 WHERE item_id = @name AND held = 1";
        SpinWait.SpinUntil(() => Execute("orders.db", Sql, item) == 1, TimeSpan.FromSeconds(20)).ShouldBeTrue();
    }

    private void BreakEntry(string item, int revision) => Execute(
        "ledger.db", $"UPDATE journal SET message = x'FFFF' WHERE persistence_id = 'item-' || @name AND sequence_number = {revision}", item)
        .ShouldBe(1);

    private int Execute(string database, string sql, string item) => DataFile.Execute(Path.Combine(_host.Directory, "data", database), sql, item);

    private static string[] IdsOf(Received page) => [.. page["orders"]!.AsArray().Select(order => (string)order!["orderId"]!)];

    private static string[] IncompleteOf(Received page) => [.. page["incompleteItems"]!.AsArray().Select(item => (string)item!)];
}
