using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Faults;

/// <summary>Somebody else holds the write lock of a database file for a while, as a backup may.</summary>
public sealed class LockedFileSpec(PatientlessHost host) : IClassFixture<PatientlessHost>
{
    [Fact]
    public async Task While_the_orders_table_is_locked_the_sale_goes_on_and_the_table_catches_up_afterwards()
    {
        var item = await host.ListAsync(new Listing { Stock = 100 });
        var orders = new List<(Party Buyer, string Id)>();
        using (host.Lock("orders.db"))
        {
            for (var i = 0; i < 30; i++)
            {
                var buyer = host.NewBuyer();
                var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);
                (await buyer.OrderAsync(order.OrderId)).ShouldHaveStatus(200);
                orders.Add((buyer, order.OrderId));
            }

            (await orders[0].Buyer.CancelAsync(orders[0].Id)).ShouldHaveStatus(200);
            var unready = await Eventually.GetAsync(() => host.Nobody.GetAsync("/healthz/ready"), answer => answer.Status == 503);
            ((bool)unready.ShouldRefuseWith("not_ready")["checks"]!["storage"]!).ShouldBeFalse();
            (await host.Nobody.GetAsync("/healthz/live")).ShouldHaveStatus(200);
            RowsOf(item).ShouldBeEmpty("the lock holds");
        }

        await Eventually.GetAsync(() => Task.FromResult(RowsOf(item)), rows => rows.Count == 30 && rows.Contains("cancelled"));
        ((bool)(await host.Operator.AuditAsync(item))["balanced"]!).ShouldBeTrue();
        await Eventually.GetAsync(() => host.Nobody.GetAsync("/healthz/ready"), answer => answer.Status == 200);
    }

    [Fact]
    public async Task While_the_orders_table_stays_behind_a_list_is_refused_rather_than_short()
    {
        var item = await host.ListAsync();
        var (buyer, somebody) = (host.NewBuyer(), host.NewBuyer());
        var first = (await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId;
        string second;
        using (host.Lock("orders.db"))
        {
            second = (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId;

            var refused = await buyer.GetAsync("/api/orders");
            var other = await Eventually.GetAsync(() => somebody.GetAsync("/api/orders"), answer => answer.Status == 200);

            refused.ShouldRefuseWith("outcome_unknown");
            other["orders"]!.AsArray().ShouldBeEmpty("a buyer who has no order there does not wait for the table");
        }

        var page = await Eventually.GetAsync(() => buyer.GetAsync("/api/orders"), answer => answer.Status == 200);
        page["orders"]!.AsArray().Select(order => (string)order!["orderId"]!).ShouldBe([second, first]);
    }

    [Fact]
    public async Task While_the_ledger_is_locked_nobody_is_told_yes_and_repeating_is_safe()
    {
        var item = await host.ListAsync(new Listing { Stock = 500 });
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        var buyers = Enumerable.Range(0, 60).Select(_ => host.NewBuyer()).ToList();
        using (host.Lock("ledger.db"))
        {
            var answers = await Task.WhenAll(buyers.Select(buyer => buyer.BuyAsync(item)));

            foreach (var answer in answers) answer.Code.ShouldBeOneOf(["overloaded", "outcome_unknown"], answer.ToString());
            answers.ShouldContain(answer => answer.Code == "overloaded", "more were asking than may wait");
            answers.ShouldContain(answer => answer.Code == "outcome_unknown");
        }

        var orders = await Task.WhenAll(buyers.Select(
            buyer => Eventually.GetAsync(() => buyer.BuyAsync(item), answer => answer.Status is 200 or 201)));

        orders.Select(order => order.OrderId).Distinct().Count().ShouldBe(60);
        var audit = await host.Operator.AuditAsync(item);
        ((bool)audit["balanced"]!).ShouldBeTrue(audit.ToString());
        ((long)audit["ledger"]!["held"]!).ShouldBe(61);
        foreach (var (buyer, order) in Enumerable.Zip(buyers, orders))
            ((string)(await buyer.OrderAsync(order.OrderId))["buyerId"]!).ShouldBe(buyer.Name);
    }

    [Fact]
    public async Task A_write_that_fails_on_a_locked_ledger_is_refused_and_the_item_recovers()
    {
        var item = await host.ListAsync();
        var (buyer, unlucky, key) = (host.NewBuyer(), host.NewBuyer(), TestHost.NewName("key"));
        var first = (await buyer.BuyAsync(item)).ShouldHaveStatus(201);
        using (host.Lock("ledger.db"))
        {
            (await unlucky.BuyAsync(item)).ShouldRefuseWith("outcome_unknown");
            // Longer than the journal waits for a lock, so that the write fails for good and the item starts anew.
            await Eventually.GetAsync(
                () => Task.FromResult(host.Output), output => output.Contains($"{item} could not write entry", StringComparison.Ordinal));
            (await host.Operator.AdjustAsync(item, 5, key)).Status.ShouldBe(503);
        }

        (await buyer.OrderAsync(first.OrderId)).ShouldHaveStatus(200);
        await Eventually.GetAsync(() => unlucky.BuyAsync(item), answer => answer.Status is 200 or 201);
        var adjusted = await Eventually.GetAsync(() => host.Operator.AdjustAsync(item, 5, key), answer => answer.Status == 200);
        ((long)adjusted["stock"]!["total"]!).ShouldBe(15);
        ((bool)(await host.Operator.AuditAsync(item))["balanced"]!).ShouldBeTrue();
    }

    private IReadOnlyList<string> RowsOf(string item) => host.Query("orders.db", "SELECT status FROM orders WHERE item_id = @name", item);
}
