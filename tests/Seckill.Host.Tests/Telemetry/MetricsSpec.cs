using System.Text.RegularExpressions;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Telemetry;

/// <summary><c>/metrics</c>, read the way Prometheus reads it.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed partial class MetricsSpec(DevelopmentHost host)
{
    /// <summary>
    /// What the issue asks to be measured: requests by outcome, purchase latency, batch size, and so on. The times of recoveries appear with
    /// the first recovery, which this host never has (<see cref="RecoverySpec"/>).
    /// </summary>
    private static readonly string[] Instruments =
    [
        "seckill_requests_total counter", "seckill_purchase_duration_seconds histogram", "seckill_item_batch_commands histogram",
        "seckill_gateway_depth gauge", "seckill_gateway_sheds_total counter", "seckill_item_sheds_total counter",
        "seckill_gateway_redeliveries_total counter", "seckill_item_pause_duration_seconds histogram",
        "seckill_journal_write_duration_seconds histogram", "seckill_projection_lag_seconds gauge", "seckill_projection_pending gauge",
        "seckill_projection_entries_total counter", "seckill_projection_catchups_total counter", "seckill_projection_contradictions_total counter",
        "seckill_stock gauge", "seckill_connections_refused_total counter",
        "seckill_payment_unknown_total counter", "seckill_payment_inquiry_failures_total counter",
        "seckill_payment_unheard_releases_total counter", "seckill_payment_unreadable_total counter", "seckill_refund_failures_total counter",
        "seckill_items gauge", "seckill_event_streams gauge", "seckill_item_persist_failures_total counter",
        "seckill_item_snapshots_unreadable_total counter", "seckill_order_lookups_total counter", "seckill_ledger_faults_total counter",
        "seckill_operations_attempts_dropped_total counter",
        "seckill_reconciliation_round_age_seconds gauge", "seckill_reconciliation_differences gauge",
        "seckill_reconciliation_orders_unchecked gauge", "seckill_reconciliation_items_unchecked gauge",
        "seckill_reconciliation_items_checked_total counter", "seckill_identity_failures_total counter",
        "seckill_board_age_seconds gauge", "seckill_holds_overdue gauge", "seckill_refunds_due gauge", "seckill_refunds_due_age_seconds gauge",
        "seckill_node_items gauge", "seckill_cluster_nodes gauge", "seckill_requests_rate_limited_total counter",
        "seckill_item_invariant_failures_total counter", "seckill_item_recoveries_total counter",
        "seckill_item_recovery_failures_total counter",
        "seckill_room_waiting gauge", "seckill_room_cursor gauge", "seckill_room_streams gauge", "seckill_room_admitted_total counter",
        "seckill_room_persist_failures_total counter", "seckill_room_questions_total counter",
    ];

    [Fact]
    public async Task Everything_that_the_service_promises_to_measure_is_there()
    {
        await host.NewBuyer().BuyAsync(await host.ListAsync());

        var metrics = await Eventually.GetAsync(ScrapeAsync, text => Duration().IsMatch(text));

        Types().Matches(metrics).Select(type => type.Groups[1].Value).ShouldBe(Instruments, ignoreOrder: true);
        foreach (var instrument in Instruments) metrics.ShouldContain($"# HELP {instrument.Split(' ')[0]} ");
    }

    [Fact]
    public async Task Purchases_are_counted_and_timed_by_outcome()
    {
        var before = await Scrape.FreshAsync(host);
        var item = await host.ListAsync(new Listing { Stock = 1 });
        var buyer = host.NewBuyer();
        await buyer.BuyAsync(item);
        await buyer.BuyAsync(item);
        await Eventually.GetAsync(() => host.NewBuyer().BuyAsync(item), answer => answer.Code == "sold_out");
        await host.NewBuyer().BuyAsync(await host.ListAsync(Listing.Upcoming));
        await buyer.BuyAsync("NOT-AN-ID");
        await host.Nobody.BuyAsync(item);

        string[] outcomes = ["created", "ok", "sold_out", "not_started", "validation_failed", "unauthenticated"];
        await Eventually.GetAsync(ScrapeAsync, after => outcomes.All(outcome =>
            Value(after, "seckill_requests_total", "buy", outcome) == Value(before, "seckill_requests_total", "buy", outcome) + 1
            && Durations(after, outcome) == Durations(before, outcome) + 1));
    }

    [Fact]
    public async Task Other_requests_are_counted_by_operation()
    {
        var item = await host.ListAsync();
        var before = await Scrape.FreshAsync(host);

        var etag = (await host.ItemAsync(item)).ETag;
        await host.Nobody.GetAsync($"/api/items/{item}", ("If-None-Match", etag));
        await host.Nobody.GetAsync("/api/items/nobody-listed-this");

        string[] outcomes = ["ok", "not_modified", "item_not_found"];
        await Eventually.GetAsync(ScrapeAsync, after => outcomes.All(outcome =>
            Value(after, "seckill_requests_total", "getItem", outcome) == Value(before, "seckill_requests_total", "getItem", outcome) + 1));
    }

    [Fact]
    public async Task Stock_is_summed_over_all_items()
    {
        var before = await Scrape.FreshAsync(host);
        var item = await host.ListAsync(new Listing { Stock = 1_000, Limit = 10 });
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(item, quantity: 3);
        await buyer.BuyAsync(item, quantity: 2);
        await host.PayAsync(buyer, order.OrderId, 29_700);

        await Eventually.GetAsync(ScrapeAsync, after =>
            Stock(after, "total") == Stock(before, "total") + 1_000 && Stock(after, "sold") == Stock(before, "sold") + 3);
    }

    [Fact]
    public async Task No_item_buyer_or_order_makes_a_series_of_its_own()
    {
        var item = await host.ListAsync();
        var buyer = host.NewBuyer();
        await buyer.BuyAsync(item);

        var metrics = await Eventually.GetAsync(ScrapeAsync, text => Duration().IsMatch(text));

        metrics.ShouldNotContain(item);
        metrics.ShouldNotContain(buyer.Name);
    }

    [Fact]
    public async Task The_text_is_prometheus_text() =>
        (await host.Nobody.GetAsync("/metrics")).ShouldHaveStatus(200).ContentType.ShouldNotBeNull().ShouldStartWith("text/plain");

    private Task<string> ScrapeAsync() => Scrape.ReadAsync(host);

    private static double Durations(string metrics, string outcome) =>
        Scrape.Value(metrics, "seckill_purchase_duration_seconds_count", $"outcome=\"{outcome}\"");

    private static double Value(string metrics, string name, string operation, string outcome) =>
        Scrape.Value(metrics, name, $"operation=\"{operation}\"", $"outcome=\"{outcome}\"");

    private static double Stock(string metrics, string kind) => Scrape.Value(metrics, "seckill_stock", $"kind=\"{kind}\"");

    [GeneratedRegex("^# TYPE (seckill_.+)$", RegexOptions.Multiline)]
    private static partial Regex Types();

    [GeneratedRegex("^seckill_purchase_duration_seconds_count", RegexOptions.Multiline)]
    private static partial Regex Duration();
}
