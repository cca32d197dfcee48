using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Reconciliation;

/// <summary>What somebody changes in tables, payments or ledger is found without anybody's asking, shown everywhere, and forgotten once mended.</summary>
public sealed class BackgroundSpec
{
    /// <summary>A round takes a second or two, and a slow machine much longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly (string Limit, string Value)[] Quick =
        [("ReconciliationEverySeconds", "1"), ("ReconciliationRecheckSeconds", "1"), ("ReconciliationRowsPerSecond", "100000")];

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Damaged_rows_and_payments_are_found_and_named_and_clear_when_they_are_mended(bool onPostgres)
    {
        Skip.If(onPostgres && PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var host = await BooksHost.StartAsync(onPostgres, Quick);
        await host.ListAsync("phone");
        for (var buyer = 1; buyer <= 5; buyer++) await host.BuyPaidAsync($"buyer-{buyer}", "phone");
        await host.AwaitReconciledAsync("phone");
        await AwaitStatusAsync(host, "ready");

        await host.ChangeAsync("DELETE FROM orders WHERE item_id = 'phone' AND sequence = 1");
        await host.ChangeAsync("UPDATE orders SET unit_price = 1 WHERE item_id = 'phone' AND sequence = 2");
        await host.ChangeAsync("""
            INSERT INTO orders (item_id, sequence, buyer_id, quantity, unit_price, currency, status, created_at_ms, pay_before_ms)
            VALUES ('phone', 99, 'mallory', 1, 1, 'CNY', 'pending', 1, 2)
            """);
        await host.ChangeAsync("UPDATE sandbox_payments SET amount = 1 WHERE order_id = 'phone-3'");
        await host.ChangeAsync("UPDATE sandbox_payments SET order_id = 'lost-4' WHERE order_id = 'phone-4'");
        await host.ChangeAsync("UPDATE sandbox_payments SET status = 'failed' WHERE order_id = 'phone-5'");

        (string Kind, string Order)[] expected =
        [
            ("row_missing", "phone-1"), ("row_amount", "phone-2"), ("row_not_in_ledger", "phone-99"), ("payment_amount", "phone-3"),
            ("payment_missing", "phone-4"), ("payment_without_order", "lost-4"), ("payment_not_taken", "phone-5"),
        ];
        // Lines and rows are two queries: a comparison may end between them.
        var shown = await Eventually.GetAsync(
            () => host.RunAsync("reconciliation show"),
            answer => answer.Rows.Count == expected.Length && answer.Lines.Contains("7 differences stand, in 2 items."), Patience);
        shown.ExitCode.ShouldBe(1);
        shown.Rows.Select(row => ((string)row[2]!, (string)row[1]!)).ShouldBe(expected, ignoreOrder: true);
        await Eventually.GetAsync(
            host.HealthAsync,
            health => (string)health["status"]! == "degraded" && ((string)health["reasons"]![0]!).StartsWith(
                "Ledger, orders table and payments do not agree: 7 differences in 2 items.", StringComparison.Ordinal),
            Patience);
        (await host.Client.SendAsync(HttpMethod.Get, "/healthz/ready")).Body!["status"]!.ToString().ShouldBe("ready", "it can sell");
        foreach (var (kind, order) in expected)
        {
            await AwaitMetricAsync(host, kind, 1);
            await Eventually.LoggedAsync(() => host.Output, $"The books differ: {kind}, item {order[..order.LastIndexOf('-')]}, order {order}: ");
        }

        await host.RunAsync("projection rebuild phone --reason mended");
        await host.ChangeAsync("UPDATE sandbox_payments SET amount = 9900, order_id = 'phone-3' WHERE order_id = 'phone-3'");
        await host.ChangeAsync("UPDATE sandbox_payments SET order_id = 'phone-4' WHERE order_id = 'lost-4'");
        await host.ChangeAsync("UPDATE sandbox_payments SET status = 'succeeded' WHERE order_id = 'phone-5'");

        await AwaitStatusAsync(host, "ready");
        foreach (var (kind, _) in expected) await AwaitMetricAsync(host, kind, 0);
        (await host.RunAsync("reconciliation show")).ExitCode.ShouldBe(0);
        await Eventually.LoggedAsync(() => host.Output, "The books of item phone agree again");
        host.Output.Split("The books differ: ").Length.ShouldBe(expected.Length + 1, "a difference that stands is told once");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_damaged_ledger_is_found_and_named(bool onPostgres)
    {
        Skip.If(onPostgres && PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var host = await BooksHost.StartAsync(onPostgres, Quick);
        string[] items = ["changed", "inserted", "deleted", "donor"];
        foreach (var item in items)
        {
            await host.ListAsync(item);
            await host.BuyAsync($"buyer-of-{item}", item);
        }

        foreach (var item in items) await host.AwaitReconciledAsync(item);

        await host.ChangeLedgerAsync("""
            UPDATE journal SET message = (SELECT message FROM journal WHERE persistence_id = 'item-donor' AND sequence_number = 2)
            WHERE persistence_id = 'item-changed' AND sequence_number = 2
            """);
        await host.ChangeLedgerAsync("DELETE FROM journal WHERE persistence_id = 'item-deleted' AND sequence_number = 1");
        await host.ChangeLedgerAsync("""
            INSERT INTO journal (persistence_id, sequence_number, created, deleted, message, tags, manifest, identifier, writer_uuid)
            SELECT persistence_id, 3, created, deleted, message, tags, manifest, identifier, writer_uuid FROM journal
            WHERE persistence_id = 'item-inserted' AND sequence_number = 2
            """);

        var shown = await Eventually.GetAsync(
            () => host.RunAsync("reconciliation show"), answer => answer.Rows.DistinctBy(row => (string)row[0]!).Count() == 3, Patience);
        string[] found = [.. shown.Rows.Select(row => $"{row[0]} {row[2]}")];
        found.ShouldContain("changed row_buyer");
        found.ShouldContain("inserted rows_behind");
        found.ShouldContain("deleted ledger_unreadable");
        found.ShouldNotContain(line => line.StartsWith("donor", StringComparison.Ordinal));
        await AwaitStatusAsync(host, "degraded");
        (await host.RunAsync("item audit --all")).ExitCode.ShouldBe(1);
        (await host.RunAsync("item verify --all")).ExitCode.ShouldBe(1, "the chain is checked by the command that says so");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_provider_that_is_away_leaves_orders_unchecked_and_other_parts_compared(bool onPostgres)
    {
        Skip.If(onPostgres && PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var host = await BooksHost.StartAsync(onPostgres, Quick);
        await host.ListAsync("phone");
        await host.BuyPaidAsync("ann", "phone");
        await host.BuyAsync("bob", "phone");
        await host.AwaitReconciledAsync("phone");
        await host.ChangeAsync("ALTER TABLE sandbox_payments RENAME COLUMN changed_at_ms TO away");
        await host.ChangeAsync("UPDATE orders SET buyer_id = 'mallory' WHERE sequence = 2");

        await AwaitAsync(host, "seckill_reconciliation_orders_unchecked", 2);
        await AwaitMetricAsync(host, "row_buyer", 1);
        (await host.RunAsync("reconciliation show")).Lines.ShouldContain(
            line => line.EndsWith("items could not be compared completely; the payments of 2 orders are not checked."));

        await host.ChangeAsync("ALTER TABLE sandbox_payments RENAME COLUMN away TO changed_at_ms");
        await AwaitAsync(host, "seckill_reconciliation_orders_unchecked", 0);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_round_goes_on_after_a_kill_where_it_was(bool onPostgres)
    {
        const int Items = 12;
        Skip.If(onPostgres && PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var host = await BooksHost.StartAsync(
            onPostgres, ("ReconciliationEverySeconds", "3"), ("ReconciliationRecheckSeconds", "1"), ("ReconciliationRowsPerSecond", "1"));
        for (var item = 10; item < 10 + Items; item++)
        {
            await host.ListAsync($"item-{item}");
            await host.BuyAsync("ann", $"item-{item}");
        }

        // A row a second: a round takes a second for each of these items.
        var before = await AwaitLineAsync(host, "item-13");
        await host.KillAsync();
        await host.StartAgainAsync();
        var after = await AwaitLineAsync(host, "item-18");

        after.Began.ShouldBe(before.Began, "it is the same round");
        after.Compared.ShouldBe(before.Compared + 5, "no item was compared twice");
    }

    private static async Task<(string Began, int Compared)> AwaitLineAsync(BooksHost host, string item)
    {
        var answer = await Eventually.GetAsync(
            () => host.RunAsync("reconciliation show"), one => one.Lines.Any(line => line.EndsWith($"the last was {item}.", StringComparison.Ordinal)), Patience);
        var parts = answer.Lines.Single(line => line.StartsWith("A round", StringComparison.Ordinal)).Split(["since ", "Z: ", " items"], StringSplitOptions.None);
        return (parts[1], int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static Task<JsonNode> AwaitStatusAsync(BooksHost host, string status) =>
        Eventually.GetAsync(host.HealthAsync, health => (string?)health["status"] == status, Patience);

    private static Task<string> AwaitMetricAsync(BooksHost host, string kind, double value) =>
        AwaitAsync(host, "seckill_reconciliation_differences", value, $"kind=\"{kind}\"");

    private static Task<string> AwaitAsync(BooksHost host, string name, double value, params string[] labels) =>
        Eventually.GetAsync(host.MetricsAsync, text => Scrape.Value(text, name, labels).Equals(value), Patience);
}
