using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Reconciliation;

/// <summary><c>item audit</c> and its endpoint, asked for orders whose rows and payments were changed by hand.</summary>
public sealed class AuditOfPaymentsSpec
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Changed_rows_and_payments_are_named_by_order_and_a_silent_provider_is_not_taken_for_agreement(bool onPostgres)
    {
        Skip.If(onPostgres && PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var host = await BooksHost.StartAsync(onPostgres);
        await host.ListAsync("phone");
        await host.ListAsync("cup");
        var (paid, payment) = await host.BuyPaidAsync("ann", "phone");
        var pending = await host.BuyAsync("bob", "phone");
        await host.BuyPaidAsync("chen", "cup");
        await host.AwaitReconciledAsync("phone");
        await host.AwaitReconciledAsync("cup");

        var honest = await host.RunAsync("item audit --all");
        honest.ExitCode.ShouldBe(0, string.Join('\n', honest.Lines));

        await host.ChangeAsync($"UPDATE sandbox_payments SET amount = 1 WHERE payment_id = '{payment}'");
        await host.ChangeAsync("UPDATE orders SET buyer_id = 'mallory' WHERE item_id = 'phone' AND sequence = 2");

        var audit = await host.AuditAsync("phone");
        audit["orderDifferences"]!.AsArray().Select(one => $"{one!["kind"]} {one["orderId"]} {one["paymentId"]}")
            .ShouldBe([$"payment_amount {paid} {payment}", $"row_buyer {pending} "]);
        ((long)audit["orderDifferenceCount"]!).ShouldBe(2);
        ((bool)audit["reconciled"]!).ShouldBeFalse();
        var named = await host.RunAsync("item audit --all");
        named.ExitCode.ShouldBe(1);
        named.Lines.ShouldContain(line => line.StartsWith("phone: payment_amount: ") && line.Contains(paid) && line.Contains("1 CNY at the provider"));
        named.Lines.ShouldContain(line => line.StartsWith("phone: row_buyer: ") && line.Contains(pending) && line.Contains("mallory"));
        named.Lines[^1].ShouldEndWith(" items audited, 1 of them differ.");

        await host.ChangeAsync("UPDATE orders SET buyer_id = 'bob' WHERE item_id = 'phone' AND sequence = 2");
        await host.ChangeAsync("ALTER TABLE sandbox_payments RENAME COLUMN changed_at_ms TO away");
        var silent = await host.RunAsync("item audit phone");
        silent.ExitCode.ShouldBe(4);
        silent.Lines.ShouldContain(line => line.StartsWith("phone: the payments of 2 orders are not checked: "));
        var unasked = await host.AuditAsync("phone");
        ((bool)unasked["balanced"]!).ShouldBeTrue();
        ((bool)unasked["reconciled"]!).ShouldBeFalse();
        ((long)unasked["payments"]!["ordersUnchecked"]!).ShouldBe(2);
        ((string)unasked["payments"]!["failure"]!).ShouldNotBeEmpty();
    }
}
