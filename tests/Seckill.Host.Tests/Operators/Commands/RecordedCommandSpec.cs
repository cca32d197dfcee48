using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Commands;

/// <summary><c>operations list</c>, <c>order cancel</c> and <c>switch …</c>: what operators do at the console names them.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class RecordedCommandSpec(DevelopmentHost host)
{
    [Fact]
    public async Task What_is_done_at_the_console_is_listed_with_who_and_why_and_so_is_what_was_refused()
    {
        var item = await host.ListAsync();
        await host.Operator.RunAsync($"item pause {item} --reason 'wrong price'");
        await host.Operator.RunAsync($"item topup {item} -1000000 --reason lost", exitCode: 3);

        var listed = await Eventually.GetAsync(
            () => host.Operator.RunAsync($"operations list --item {item}"), result => result.Rows.Count == 3);

        listed.Rows.Select((_, row) => ((string)listed.Cell(row, "command")!, (string)listed.Cell(row, "outcome")!, (bool)listed.Cell(row, "accepted")!))
            .ShouldBe([("adjust_stock", "stock_conflict", false), ("pause_sale", "changed", true), ("list_item", "listed", true)]);
        ((string)listed.Cell(1, "reason")!, (string)listed.Cell(1, "operator")!).ShouldBe(("wrong price", host.Operator.Name));
        ((string)listed.Cell(1, "trace")!).Length.ShouldBe(32);
    }

    [Fact]
    public async Task A_change_that_is_typed_wrongly_is_listed_like_the_same_mistake_over_http()
    {
        var item = await host.ListAsync();
        (await host.Operator.SayAsync($"item topup {item} 0 --reason lost")).ShouldBlame("line");
        (await host.Operator.SayAsync($"item topup {item} 5")).ShouldBlame("line");
        (await host.Operator.SayAsync($"item tpup {item} 5")).ShouldBlame("line");
        (await host.Operator.SayAsync($"item show {item} 5")).ShouldBlame("line");

        var listed = await Eventually.GetAsync(
            () => host.Operator.RunAsync($"operations list --item {item}"), result => result.Rows.Count == 3);

        listed.Rows.Select((_, row) => ((string)listed.Cell(row, "command")!, (string)listed.Cell(row, "outcome")!)).ShouldBe(
            [("adjust_stock", "validation_failed"), ("adjust_stock", "validation_failed"), ("list_item", "listed")]);
        ((string)listed.Cell(1, "detail")!, (string)listed.Cell(1, "reason")!).ShouldBe(($"{item} 0 --reason lost", "lost"));
    }

    [Fact]
    public async Task An_operator_cancels_a_paid_order_and_its_money_goes_back()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId;
        await host.PayAsync(buyer, order);

        var cancelled = await host.Operator.RunAsync($"order cancel {order} --reason fraud");
        ((string)cancelled.Field("status")!).ShouldBe("refund_due");
        await Eventually.GetAsync(
            () => host.Operator.RunAsync($"order show {order}"), shown => (string)shown.Field("status")! == "refunded");

        ((string)(await host.Operator.RunAsync($"order cancel {order} --reason again")).Field("status")!).ShouldBe("refunded");
        (await host.Operator.RunAsync($"order cancel {item}-99 --reason fraud", exitCode: 3)).Code.ShouldBe("order_not_found");
        await host.Operator.RunAsync($"item audit {item}");
    }

    [Fact]
    public async Task A_switch_is_set_and_listed()
    {
        var set = await host.Operator.RunAsync("switch set gateway-queue 9999 --reason rehearsal");
        ((string)set.Cell(0, "value")!, (string)set.Cell(0, "reason")!).ShouldBe(("9999", "rehearsal"));
        (await host.Operator.RunAsync("switch set gateway-queue 9999")).Lines.ShouldHaveSingleItem().ShouldContain("already");
        (await host.Operator.RunAsync("switch set gateway-queue none", exitCode: 3)).Code.ShouldBe("validation_failed");
        (await host.Operator.RunAsync("switch set gateway-que 1", exitCode: 3)).Lines.ShouldHaveSingleItem().ShouldContain("gateway-queue");
        (await host.Operator.RunAsync("switch list")).Rows.Select(row => (string)row[0]!).ShouldContain("new-purchases");

        // A node writes them a moment later, in batches.
        await Eventually.GetAsync(
            () => host.Operator.RunAsync("operations list --limit 200"),
            result => result.Rows.Any(row => (string)row[2]! == "switch_set" && (string?)row[4] == "gateway-queue 9999" && (bool)row[6]!)
                && result.Rows.Any(row => (string)row[2]! == "switch_set" && (string)row[5]! == "validation_failed"));
    }
}
