using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Telemetry;

/// <summary>What a real OTLP receiver gets of a sale.</summary>
public sealed partial class TraceSpec
{
    private const string Caller = "00f067aa0ba902b7";

    [Fact]
    public async Task A_purchase_is_one_trace_from_the_request_through_batch_and_journal_to_the_row()
    {
        await using var receiver = new OtlpReceiver();
        await using var host = await TracedHost.StartAsync(receiver, ("TraceRatio", "1"), ("OtlpHeaders", "Api-Key=of the tests"));
        var item = await host.ListAsync();
        var trace = NewTrace();

        var bought = await host.BuyAsync(item, ("traceparent", $"00-{trace}-{Caller}-00"));

        bought.ShouldHaveStatus(201);
        var spans = await receiver.TraceAsync(trace, 4);
        spans.Length.ShouldBe(4);
        var request = spans.Single(span => span.Name == "POST /api/items/{itemId}/orders");
        var batch = spans.Single(span => span.Name == "seckill.gateway.batch");
        var write = spans.Single(span => span.Name == "seckill.journal.write");
        var rows = spans.Single(span => span.Name == "seckill.orders.write");
        (request.ParentId, batch.ParentId, write.ParentId, rows.ParentId).ShouldBe((Caller, request.SpanId, batch.SpanId, write.SpanId));
        ulong[] starts = [request.Start, batch.Start, write.Start, rows.Start];
        starts.ShouldBeInOrder();
        write.End.ShouldBeLessThanOrEqualTo(request.End, "the answer comes after the commit");
        (request.Tags["http.response.status_code"], request.Tags["http.request.method"]).ShouldBe(("201", "POST"));
        (batch.Tags["seckill.item.id"], write.Tags["seckill.item.id"], write.Tags["seckill.item.revision"]).ShouldBe((item, item, "2"));
        bought.Headers["traceresponse"].ShouldBe($"00-{trace}-{request.SpanId}-01");
        receiver.Resource["service.name"].ShouldBe("seckill");
        receiver.Keys.Keys.ShouldBe(["of the tests"]);
        receiver.Requests.ShouldNotContain(span => span.Name.Contains("healthz"), "probes are not traced");
    }

    [Fact]
    public async Task Every_request_of_a_crowd_leads_to_the_batch_that_carried_it()
    {
        await using var receiver = new OtlpReceiver();
        await using var host = await TracedHost.StartAsync(receiver, ("TraceRatio", "1"));
        var item = await host.ListAsync();
        string[] traces = [.. Enumerable.Range(0, 40).Select(_ => NewTrace())];

        var answers = await Task.WhenAll(traces.Select(trace => host.BuyAsync(item, ("traceparent", $"00-{trace}-{Caller}-01"))));

        foreach (var answer in answers) answer.ShouldHaveStatus(201);
        foreach (var trace in traces)
        {
            var request = await Eventually.GetAsync(
                () => Task.FromResult(receiver.Requests.SingleOrDefault(span => span.TraceId == trace)), span => span is not null);
            await Eventually.GetAsync(
                () => Task.FromResult(receiver.Spans.Any(span => span.Name == "seckill.gateway.batch"
                    && (span.ParentId == request!.SpanId || (request.LinkedSpans.Contains(span.SpanId) && span.LinkedSpans.Contains(request.SpanId))))),
                leads => leads);
        }

        var commands = receiver.Spans.Where(span => span.Name == "seckill.gateway.batch" && span.Tags["seckill.item.id"] == item)
            .Sum(span => long.Parse(span.Tags["seckill.batch.commands"], CultureInfo.InvariantCulture));
        commands.ShouldBe(41, "no activity of one batch is taken for that of another; the first command listed the item");
    }

    [Fact]
    public async Task Purchases_of_several_items_each_lead_to_their_row_however_the_rows_were_written()
    {
        await using var receiver = new OtlpReceiver();
        await using var host = await TracedHost.StartAsync(receiver, ("TraceRatio", "1"));
        string[] items = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.ListAsync()));
        string[] traces = [.. items.Select(_ => NewTrace())];

        var answers = await Task.WhenAll(items.Zip(traces, (item, trace) => host.BuyAsync(item, ("traceparent", $"00-{trace}-{Caller}-01"))));

        foreach (var answer in answers) answer.ShouldHaveStatus(201);
        foreach (var trace in traces) (await receiver.TraceAsync(trace, 4)).Select(span => span.Name).ShouldContain("seckill.orders.write");
    }

    [Fact]
    public async Task Refusals_and_the_log_name_the_trace()
    {
        await using var receiver = new OtlpReceiver();
        await using var host = await TracedHost.StartAsync(receiver, ("TraceRatio", "1"));
        var (item, refused, operated) = (await host.ListAsync(), NewTrace(), NewTrace());

        var unknown = await host.BuyAsync("nobody-listed-this", ("traceparent", $"00-{refused}-{Caller}-01"));
        (await host.Operator.PostAsync(
            $"/api/admin/items/{item}/pause", new JsonObject { ["reason"] = "look" }, ("traceparent", $"00-{operated}-{Caller}-01"))).ShouldHaveStatus(200);

        ((string)unknown.ShouldRefuseWith("item_not_found")["traceId"]!).ShouldBe(refused);
        (await receiver.TraceAsync(refused, 1)).ShouldHaveSingleItem().Tags["error.type"].ShouldBe("item_not_found");
        await Eventually.LoggedAsync(() => host.Output, $"pause_sale on {item} (-): changed (trace {operated})");
        (await receiver.TraceAsync(operated, 4)).Select(span => span.Name).ShouldContain("seckill.journal.write");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-and-more")]
    public async Task A_trace_context_that_cannot_be_read_begins_a_new_trace(string traceParent)
    {
        await using var receiver = new OtlpReceiver();
        await using var host = await TracedHost.StartAsync(receiver, ("TraceRatio", "1"));

        var answer = await host.Nobody.GetAsync("/api/items", ("traceparent", traceParent), ("tracestate", new string('x', 2_000)));

        var trace = answer.ShouldHaveStatus(200).Headers["traceresponse"].Split('-')[1];
        (await receiver.TraceAsync(trace, 1)).ShouldHaveSingleItem().Name.ShouldBe("GET /api/items");
    }

    [Fact]
    public async Task Without_a_share_only_callers_who_trace_are_traced_and_only_where_that_is_allowed()
    {
        await using var receiver = new OtlpReceiver();
        var (asked, unasked, distrusted) = (NewTrace(), NewTrace(), NewTrace());
        await using (var trusting = await TracedHost.StartAsync(receiver, ("TraceWithCaller", "true")))
        {
            var item = await trusting.ListAsync();
            (await trusting.BuyAsync(item, ("traceparent", $"00-{unasked}-{Caller}-00"))).Headers.Keys.ShouldNotContain("traceresponse");
            (await trusting.BuyAsync(item, ("traceparent", $"00-{asked}-{Caller}-01"))).Headers.Keys.ShouldContain("traceresponse");
            await receiver.TraceAsync(asked, 4);
        }

        await using (var off = await TracedHost.StartAsync(receiver))
        {
            var answer = await off.BuyAsync(await off.ListAsync(), ("traceparent", $"00-{distrusted}-{Caller}-01"));
            answer.ShouldHaveStatus(201).Headers.Keys.ShouldNotContain("traceresponse");
            await Eventually.GetAsync(() => Task.FromResult(receiver.Metrics.ContainsKey("seckill.purchase.duration")), came => came);
        }

        receiver.Spans.Select(span => span.TraceId).Distinct().ShouldBe([asked]);
    }

    [Fact]
    public async Task Metrics_are_exported_too_and_their_names_and_units_follow_the_conventions()
    {
        await using var receiver = new OtlpReceiver();
        await using var host = await TracedHost.StartAsync(receiver);
        await host.BuyAsync(await host.ListAsync());

        await Eventually.GetAsync(() => Task.FromResult(receiver.Metrics.ContainsKey("seckill.purchase.duration")), came => came);

        Metric[] ours = [.. receiver.Metrics.Values.Where(metric => metric.Name.StartsWith("seckill", StringComparison.Ordinal))];
        ours.Length.ShouldBeGreaterThan(40);
        foreach (var metric in ours)
        {
            ConventionalName().IsMatch(metric.Name).ShouldBeTrue(metric.Name);
            metric.Name.ShouldNotEndWith("total");
            ConventionalUnit().IsMatch(metric.Unit).ShouldBeTrue(metric.ToString());
            metric.Description.ShouldNotBeEmpty(metric.Name);
        }
    }

    [Fact]
    public async Task A_receiver_that_is_away_costs_no_sale()
    {
        var receiver = new OtlpReceiver();
        await using var host = await TracedHost.StartAsync(receiver, ("TraceRatio", "1"));
        await receiver.DisposeAsync();
        var item = await host.ListAsync();

        for (var n = 0; n < 20; n++) (await host.BuyAsync(item)).ShouldHaveStatus(201);

        host.Output.ShouldNotContain("fail:");
    }

    private static string NewTrace() => Guid.NewGuid().ToString("N");

    [GeneratedRegex(@"^seckill(\.[a-z]+(_[a-z]+)*)+$")]
    private static partial Regex ConventionalName();

    /// <summary>Seconds, bytes, or what is counted in braces (UCUM).</summary>
    [GeneratedRegex(@"^(s|By|\{[a-z]+\})$")]
    private static partial Regex ConventionalUnit();
}

/// <summary>A host that exports to a receiver every second.</summary>
internal sealed class TracedHost : IAsyncDisposable
{
    private readonly HostProcess _process;
    private Testing.Wire? _wire;

    private TracedHost(HostProcess process) => _process = process;

    public Party Operator { get; private set; } = null!;

    public Party Nobody { get; private set; } = null!;

    public string Output => _process.Output;

    public static async Task<TracedHost> StartAsync(OtlpReceiver receiver, params (string Option, string Value)[] options)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Seckill__Auth__SigningKey"] = TokenMint.Key,
            ["Seckill__Auth__Issuer"] = TokenMint.Issuer,
            ["Seckill__Auth__Audience"] = TokenMint.Audience,
            ["Seckill__Telemetry__OtlpEndpoint"] = receiver.Address.ToString(),
            ["Seckill__Telemetry__MetricsEverySeconds"] = "1",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        };
        foreach (var (option, value) in options) settings[$"Seckill__Telemetry__{option}"] = value;
        var host = new TracedHost(new HostProcess(settings));
        await host._process.StartReadyAsync();
        host._wire = await Testing.Wire.ConnectAsync(host._process.Address);
        host.Operator = new Party(host._wire, "olivia", TokenMint.Issue("olivia", "operator"));
        host.Nobody = new Party(host._wire, "nobody", token: null);
        return host;
    }

    public async Task<string> ListAsync()
    {
        var item = TestHost.NewName("traced");
        (await Eventually.GetAsync(() => Operator.ListAsync(item, new Listing { Stock = 100 }), answer => answer.Status != 503)).ShouldHaveStatus(201);
        return item;
    }

    /// <summary>A purchase by somebody new.</summary>
    public Task<Received> BuyAsync(string item, params (string Name, string Value)[] headers)
    {
        var name = TestHost.NewName("buyer");
        return new Party(_wire!, name, TokenMint.Issue(name)).PostAsync($"/api/items/{item}/orders", body: null, headers);
    }

    public async ValueTask DisposeAsync()
    {
        _wire?.Dispose();
        await _process.DisposeAsync();
    }
}
