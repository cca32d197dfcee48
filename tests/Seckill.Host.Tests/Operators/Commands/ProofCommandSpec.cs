using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Commands;

/// <summary><c>item orders | winners | verify</c>.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class ProofCommandSpec(DevelopmentHost host)
{
    [Fact]
    public async Task Winners_come_in_the_order_in_which_they_were_served_with_the_hash_that_the_item_shows()
    {
        var item = await host.ListAsync();
        var buyers = new[] { host.NewBuyer(), host.NewBuyer(), host.NewBuyer() };
        var orders = new List<string>();
        foreach (var buyer in buyers) orders.Add((await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId);

        var winners = await host.Operator.RunAsync($"item winners {item}");

        winners.Rows.Select(row => (string)row[1]!).ShouldBe(orders);
        ((string)winners.Cell(2, "hash")!).ShouldBe((string?)(await host.ItemAsync(item))["ledgerHash"]);
        winners.Lines.ShouldHaveSingleItem().ShouldStartWith("3 orders, up to ledger entry ");
    }

    [Fact]
    public async Task Orders_of_an_item_are_filtered_and_come_in_pages()
    {
        var item = await host.ListAsync();
        var (payer, other) = (host.NewBuyer(), host.NewBuyer());
        await host.PayAsync(payer, (await payer.BuyAsync(item)).ShouldHaveStatus(201).OrderId);
        (await other.BuyAsync(item)).ShouldHaveStatus(201);
        await host.Operator.RunAsync($"item audit {item}");

        ((string)(await host.Operator.RunAsync($"item orders {item} --status paid")).Cell(0, "order")!).ShouldBe($"{item}-1");
        var first = await host.Operator.RunAsync($"item orders {item} --limit 1");
        ((string)first.Cell(0, "order")!).ShouldBe($"{item}-2");
        var second = await host.Operator.RunAsync($"item orders {item} --limit 1 --cursor {first.NextCursor}");
        ((string)second.Cell(0, "order")!).ShouldBe($"{item}-1");
        second.NextCursor.ShouldBeNull();
    }

    [Fact]
    public async Task An_item_that_does_not_exist_is_refused()
    {
        foreach (var command in new[] { "winners", "verify", "orders" })
            (await host.Operator.RunAsync($"item {command} no-such-item", exitCode: 3)).Code.ShouldBe("item_not_found");
    }
}
