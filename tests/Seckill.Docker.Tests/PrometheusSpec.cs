using System.Net;
using System.Text.RegularExpressions;
using Seckill.Docker.Tests.Testing;
using Seckill.Host.Tests.Testing;

namespace Seckill.Docker.Tests;

/// <summary>The shipped rules and dashboards, on a real Prometheus that scrapes real nodes.</summary>
[Collection(OnTopology.Name)]
public sealed partial class PrometheusSpec(Topology topology)
{
    [SkippableFact]
    public async Task Configuration_and_rules_are_accepted()
    {
        var config = await Tool.RunAsync("promtool", ["check", "config", Path.Combine(Tool.Folder, "prometheus", "prometheus.yml")]);
        var rules = await Tool.RunAsync("promtool", ["check", "rules", Path.Combine(Tool.Folder, "prometheus", "rules.yml")]);

        (config.ExitCode, rules.ExitCode).ShouldBe((0, 0), config.Text + rules.Text);
    }

    [SkippableFact]
    public async Task An_alert_fires_when_it_should_and_not_before()
    {
        Topology.Need("promtool");
        var tests = Path.Combine(HostProcess.RepositoryRoot, "tests", "Seckill.Docker.Tests", "Testing", "rules.test.yml");

        var tested = await Tool.RunAsync("promtool", ["test", "rules", tests]);

        tested.ExitCode.ShouldBe(0, tested.Text);
    }

    [Fact]
    public void Every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_does_not()
    {
        var rules = File.ReadAllText(Path.Combine(Tool.Folder, "prometheus", "rules.yml"));
        var cases = AlertCase().Matches(File.ReadAllText(
                Path.Combine(HostProcess.RepositoryRoot, "tests", "Seckill.Docker.Tests", "Testing", "rules.test.yml")))
            .Select(found => (Alert: found.Groups["alert"].Value, Fires: !found.Groups["none"].Success)).ToHashSet();

        var alerts = Alert().Matches(rules).Select(found => found.Groups[1].Value).ToArray();

        alerts.Length.ShouldBeGreaterThan(20);
        foreach (var alert in alerts) (cases.Contains((alert, true)), cases.Contains((alert, false))).ShouldBe((true, true), alert);
    }

    [SkippableFact]
    public async Task Every_node_is_scraped_and_every_expression_answers()
    {
        Topology.Need("prometheus");
        var item = await topology.ListAsync(stock: 1_000);
        using var client = topology.Client();
        for (var n = 0; n < 30; n++)
            (await client.BuyAsync(TokenMint.Issue(topology.NewName("scraped")), item)).Status.ShouldBe(HttpStatusCode.Created);
        await using var prometheus = await PrometheusServer.StartAsync(topology.Nodes.Select(node => node.Management));
        await Until.TrueAsync(async () => await prometheus.GreatestAsync("sum(up{job=\"seckill\"})") == 3, "Three nodes are up");
        await Until.TrueAsync(
            async () => await prometheus.GreatestAsync("sum(seckill_requests_total{operation=\"buy\",outcome=\"created\"})") >= 30, "30 yes");

        foreach (var expression in Expressions()) ((string?)(await prometheus.QueryAsync(expression))["status"]).ShouldBe("success", expression);
        var rules = await prometheus.GetAsync("/api/v1/rules");
        rules["data"]!["groups"]![0]!["rules"]!.AsArray().ShouldAllBe(rule => (string?)rule!["health"] != "err");
        var firing = await prometheus.QueryAsync("ALERTS{alertstate=\"firing\"}");
        firing["data"]!["result"]!.AsArray().ShouldBeEmpty("a healthy sale raises no alarm");
    }

    [SkippableFact]
    public async Task Every_metric_that_rules_name_is_measured_by_a_real_host()
    {
        Topology.Need();
        var item = await topology.ListAsync(stock: 10);
        // Each node answers a purchase, so that each has every instrument.
        foreach (var node in topology.Nodes)
        {
            using var direct = new SaleClient(node.Address);
            (await direct.BuyAsync(TokenMint.Issue(topology.NewName("measured")), item)).Status.ShouldBe(HttpStatusCode.Created);
        }

        using var http = new HttpClient();
        var measured = new HashSet<string>();
        foreach (var node in topology.Nodes)
        {
            await Until.TrueAsync(async () => Metrics(await http.GetStringAsync(new Uri(node.Management, "/metrics"))).Count > 10);
            measured.UnionWith(Metrics(await http.GetStringAsync(new Uri(node.Management, "/metrics"))));
        }

        var named = RuleExpressions().SelectMany(expression => Name().Matches(expression)).Select(match => match.Value).Distinct().ToArray();
        named.Length.ShouldBeGreaterThan(12);
        named.Where(name => !measured.Contains(name)).ShouldBeEmpty();
    }

    /// <summary>Every expression of the rules and of the dashboards.</summary>
    private static IEnumerable<string> Expressions() => [.. Dashboards.Queries.Select(query => query.Expression), .. RuleExpressions()];

    private static List<string> RuleExpressions()
    {
        List<string> all =
        [
            .. Rule().Matches(File.ReadAllText(Path.Combine(Tool.Folder, "prometheus", "rules.yml")))
                .Select(rule => rule.Groups["one"].Success ? rule.Groups["one"].Value : rule.Groups["many"].Value),
        ];
        all.Count.ShouldBeGreaterThan(20);
        return all;
    }

    private static HashSet<string> Metrics(string text) => [.. Sample().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^ +- alert: (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Alert();

    [GeneratedRegex(@"alertname: (?<alert>\w+)\n +exp_alerts:(?<none> \[\])?")]
    private static partial Regex AlertCase();

    [GeneratedRegex(@"seckill_\w+")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(seckill_\w+)(?=[{ ])", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"^ +expr: (?:\|\n(?<many>(?: {10,}.*\n)+)|(?<one>.*)$)", RegexOptions.Multiline)]
    private static partial Regex Rule();
}
