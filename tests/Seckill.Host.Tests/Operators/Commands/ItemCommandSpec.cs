using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Commands;

/// <summary><c>item …</c>, from listing to audit.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class ItemCommandSpec(DevelopmentHost host)
{
    [Fact]
    public async Task An_item_is_created_paused_resumed_topped_up_and_closed()
    {
        var item = TestHost.NewName("console");
        var created = await host.Operator.RunAsync($"item create {item} \"Phone X, 8 GB\" --stock 2 --price 9900 --ends +2h -c 11-11");
        ((string)created.Cell(0, "phase")!).ShouldBe("open");
        ((string)created.Cell(0, "title")!).ShouldBe("Phone X, 8 GB");

        ((string)(await host.Operator.RunAsync($"item pause {item} --reason 'wrong price'")).Cell(0, "phase")!).ShouldBe("paused");
        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("paused");
        ((string)(await host.Operator.RunAsync($"item resume {item}")).Cell(0, "phase")!).ShouldBe("open");
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);

        var topped = await host.Operator.RunAsync($"item topup {item} 5 --reason \"second delivery\" --key delivery-2");
        ((long)topped.Cell(0, "total")!).ShouldBe(7);
        var again = await host.Operator.RunAsync($"item topup {item} 5 --reason \"second delivery\" --key delivery-2");
        ((long)again.Cell(0, "total")!).ShouldBe(7);
        (await host.Operator.RunAsync($"item topup {item} -100 --reason lost", exitCode: 3)).Code.ShouldBe("stock_conflict");

        var shown = await host.Operator.RunAsync($"item show {item}");
        ((long)shown.Field("available")!).ShouldBe(6);
        ((long)shown.Field("held")!).ShouldBe(1);
        ((string)(await host.Operator.RunAsync($"item close {item}")).Cell(0, "phase")!).ShouldBe("closed");
        (await host.Operator.RunAsync($"item pause {item}", exitCode: 3)).Code.ShouldBe("closed");
    }

    [Fact]
    public async Task Creating_never_changes_an_item_that_exists()
    {
        var item = await host.ListAsync();

        var refused = await host.Operator.RunAsync($"item create {item} Other --stock 1 --price 1 --ends +2h", exitCode: 3);

        refused.Code.ShouldBe("version_conflict");
        refused.Lines.ShouldHaveSingleItem().ShouldContain("exists");
        ((string)(await host.Operator.RunAsync($"item show {item}")).Field("title")!).ShouldBe("Phone");
    }

    [Fact]
    public async Task A_list_is_filtered_and_comes_in_pages()
    {
        var campaign = TestHost.NewName("sale");
        var items = new List<string>();
        for (var i = 0; i < 3; i++) items.Add(await host.ListAsync(new Listing { Campaign = campaign }));
        await host.Operator.RunAsync($"item pause {items[1]}");

        var first = await host.Operator.RunAsync($"item list --campaign {campaign} --limit 2");
        first.Rows.Count.ShouldBe(2);
        var second = await host.Operator.RunAsync($"item list --campaign {campaign} --limit 2 --cursor {first.NextCursor}");
        second.NextCursor.ShouldBeNull();
        first.Rows.Concat(second.Rows).Select(row => (string)row[0]!).ShouldBe(items.Order(StringComparer.Ordinal));

        var paused = await host.Operator.RunAsync($"item list -c {campaign} -p paused");
        ((string)paused.Cell(0, "item")!).ShouldBe(items[1]);
        paused.Rows.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_audit_of_one_item_says_that_it_is_balanced()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        await host.PayAsync(buyer, (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId);

        var audit = await host.Operator.RunAsync($"item audit {item}");

        ((bool)audit.Cell(0, "balanced")!).ShouldBeTrue();
        ((long)audit.Cell(0, "sold")!).ShouldBe(1);
        ((long)audit.Cell(0, "paid")!).ShouldBe(1);
        ((long)audit.Cell(0, "differences")!).ShouldBe(0);
    }

    [Fact]
    public async Task A_damaged_row_is_found_told_and_repaired_by_a_rebuild()
    {
        var item = await host.ListAsync();
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        await host.Operator.RunAsync($"item audit {item}");
        host.Execute("orders.db", "UPDATE orders SET quantity = 7 WHERE item_id = @name", item);

        var audit = await host.Operator.RunAsync($"item audit {item}", exitCode: 1);

        ((bool)audit.Cell(0, "balanced")!).ShouldBeFalse();
        audit.Lines.ShouldContain(line => line.Contains("pending.units is 1 in the ledger and 7 in the tables", StringComparison.Ordinal));
        audit.Code.ShouldBeNull();

        var rebuilt = await host.Operator.RunAsync($"projection rebuild {item} --reason repair");
        ((long)rebuilt.Cell(0, "entries")!).ShouldBe(2);
        await host.Operator.RunAsync($"item audit {item}");
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        await host.Operator.RunAsync($"item audit {item}");
    }

    [Fact]
    public async Task The_projection_tells_how_far_it_has_come()
    {
        var item = await host.ListAsync();
        await host.Operator.RunAsync($"item audit {item}");

        var shown = await host.Operator.RunAsync($"projection show {item}");

        ((long)shown.Cell(0, "ledger")!).ShouldBe(1);
        ((long)shown.Cell(0, "behind")!).ShouldBe(0);
        (await host.Operator.RunAsync("projection show --limit 1")).Rows.Count.ShouldBe(1);
    }
}
