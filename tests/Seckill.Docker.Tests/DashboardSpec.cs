using System.Text.Json.Nodes;
using System.Xml.Linq;
using Seckill.Docker.Tests.Testing;

namespace Seckill.Docker.Tests;

/// <summary>
/// Every expression of every panel, on a real Prometheus that scrapes a real host to which everything happens that the panels show. A panel
/// that finds nothing fails, and so does one that still says 0 after that.
/// </summary>
public sealed class DashboardSpec
{
    /// <summary>What one node alone cannot have: its own requests never fill an item's buffer, and it has no other node to lose.</summary>
    private static readonly string[] NeedsNodes = ["seckill_item_sheds_total", "seckill_gateway_redeliveries_total", "state=\"unreachable\""];

    [Fact]
    public void There_are_three_dashboards_and_each_panel_says_what_it_asks()
    {
        string[] names = [.. Dashboards.Queries.Select(query => query.Dashboard).Distinct()];
        names.ShouldBe(["seckill-node", "seckill-sale", "seckill-storage"]);

        foreach (var file in Directory.GetFiles(Dashboards.Folder))
        {
            var dashboard = JsonNode.Parse(File.ReadAllText(file))!;
            Path.GetFileNameWithoutExtension(file).ShouldBe((string)dashboard["uid"]!);
            var panels = dashboard["panels"]!.AsArray();
            panels.Select(panel => (int)panel!["id"]!).ShouldBeUnique();
            panels.ShouldAllBe(panel => (string?)panel!["datasource"]!["uid"] == "prometheus" && panel["targets"]!.AsArray().Count > 0);
        }

        Dashboards.Queries.Count.ShouldBeGreaterThan(50);
    }

    /// <summary>If this variable names a file, a run draws the data of the sale's dashboard there.</summary>
    private const string PictureVariable = "SECKILL_DASHBOARD_PICTURE";

    [Fact]
    public void A_picture_has_a_line_for_each_series_and_a_gap_where_there_is_no_value()
    {
        var svg = XDocument.Parse(DashboardPicture.Draw([("<Units>", [new PanelLine("held & sold", [0, 1, null, 2])]), ("Nothing", [])], seconds: 3));

        string[] paths = [.. svg.Descendants().Where(node => node.Name.LocalName == "path" && (string?)node.Attribute("stroke-width") is not null)
            .Select(node => (string)node.Attribute("d")!)];
        paths.ShouldHaveSingleItem().Count(letter => letter == 'M').ShouldBe(2);
        svg.Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value).ShouldContain("held & sold");
    }

    [SkippableFact]
    public async Task Every_panel_shows_what_happens()
    {
        Tool.Find("prometheus");
        var began = DateTimeOffset.UtcNow;
        await using var host = new TroubledHost();
        await host.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync([host.Address]);
        await prometheus.AwaitAsync("up");

        await host.SellAsync();
        await host.BuyOnAsync(async () =>
        {
            foreach (var query in Dashboards.Queries.Where(query => query.Panel is "Yes per second" or "Time to yes" or "Ledger write" or "Silence of items"))
            {
                if (!NeedsNodes.Any(query.Expression.Contains)) await prometheus.AwaitAsync(query.Expression);
            }
        });
        await host.BlockAsync(() => prometheus.AwaitAsync("sum(rate(seckill_requests_total{outcome=\"blocked\"}[30s]))"));
        await host.ConnectSilentlyAsync();
        await host.LockTablesAsync(async () =>
        {
            foreach (var trouble in (string[])["seckill_projection_pending", "seckill_projection_lag_seconds", "seckill_refunds_due",
                "seckill_refunds_due_age_seconds", "seckill_holds_overdue", "seckill_refund_failures_total",
                "seckill_payment_inquiry_failures_total", "seckill_payment_unheard_releases_total"])
                await prometheus.AwaitAsync(trouble);
        });
        await host.LockLedgerAsync(async () =>
        {
            foreach (var trouble in (string[])["seckill_gateway_depth", "seckill_gateway_sheds_total", "seckill_item_persist_failures_total"])
                await prometheus.AwaitAsync(trouble);
        });
        await host.ChangeRowsAsync();
        await prometheus.AwaitAsync("seckill_reconciliation_differences");
        await prometheus.AwaitAsync("seckill_projection_contradictions_total");
        host.LosePayments();
        await prometheus.AwaitAsync("seckill_reconciliation_orders_unchecked");
        await host.DamageAsync();
        foreach (var trouble in (string[])["seckill_item_recoveries_total", "seckill_item_recovery_failures_total",
            "seckill_item_invariant_failures_total", "seckill_item_snapshots_unreadable_total", "seckill_ledger_faults_total"])
            await prometheus.AwaitAsync(trouble);

        await ShouldAllShowAsync(prometheus, Dashboards.Queries.Where(query => !NeedsNodes.Any(query.Expression.Contains)));
        foreach (var query in Dashboards.Queries) (await prometheus.GreatestAsync(query.Expression)).ShouldNotBeNull(query.ToString());
        if (Environment.GetEnvironmentVariable(PictureVariable) is { Length: > 0 } picture)
            await File.WriteAllTextAsync(picture, await DashboardPicture.OfAsync(prometheus, "seckill-sale", began, DateTimeOffset.UtcNow));
    }

    [SkippableFact]
    public async Task The_panel_of_unreachable_nodes_shows_a_node_that_is_frozen()
    {
        Topology.Need("prometheus");
        await using var server = await PostgresServer.StartAsync();
        await using var cluster = new PlainCluster(3, await server.CreateDatabaseAsync("seckill"));
        await cluster.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync(cluster.Nodes.Select(node => node.Management));
        await prometheus.AwaitAsync("min(seckill_cluster_nodes{state=\"reachable\"}) == 3");

        cluster.Nodes[2].Freeze();

        await ShouldAllShowAsync(prometheus, Dashboards.Queries.Where(query => query.Expression.Contains("state=\"unreachable\"", StringComparison.Ordinal)));
    }

    private static async Task ShouldAllShowAsync(PrometheusServer prometheus, IEnumerable<PanelQuery> queries)
    {
        var all = queries.ToArray();
        all.ShouldNotBeEmpty();
        var silent = new List<PanelQuery>();
        foreach (var query in all)
        {
            try
            {
                await prometheus.AwaitAsync(query.Expression);
            }
            catch (TimeoutException)
            {
                silent.Add(query);
            }
        }

        silent.ShouldBeEmpty();
    }
}
