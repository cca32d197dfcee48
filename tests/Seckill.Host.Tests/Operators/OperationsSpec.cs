using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary>Who did what, and what they tried.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed partial class OperationsSpec(DevelopmentHost host)
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static readonly (string Name, string Value) TraceParent = ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");

    [Fact]
    public async Task Everything_that_an_operator_does_is_listed_with_who_why_and_where()
    {
        var (carla, item) = (NewOperator(), TestHost.NewName("item"));
        var listing = new Listing().ToJson();
        listing["reason"] = "new sale";
        (await carla.PutAsync($"/api/admin/items/{item}", listing, TraceParent)).ShouldHaveStatus(201);
        (await carla.AdjustAsync(item, 5, "k", "second delivery")).ShouldHaveStatus(200);
        (await SwitchAsync(carla, item, "pause", "price was wrong")).ShouldHaveStatus(200);
        (await SwitchAsync(carla, item, "resume", reason: null)).ShouldHaveStatus(200);
        (await SwitchAsync(carla, item, "close", "over")).ShouldHaveStatus(200);

        var operations = await AwaitAsync($"item={item}", 5);

        operations.Select(one => ((string)one["command"]!, (string?)one["detail"], (string)one["outcome"]!, (string?)one["reason"])).ShouldBe(
        [
            ("close_sale", null, "changed", "over"),
            ("resume_sale", null, "changed", null),
            ("pause_sale", null, "changed", "price was wrong"),
            ("adjust_stock", "+5", "changed", "second delivery"),
            ("list_item", "stock 10", "listed", "new sale"),
        ]);
        operations.ShouldAllBe(one => (string)one["actor"]! == carla.Name && (string)one["itemId"]! == item && (bool)one["accepted"]!);
        operations.ShouldAllBe(one => NodeName().IsMatch((string)one["node"]!) && TraceName().IsMatch((string)one["traceId"]!));
        ((string)operations[^1]["traceId"]!).ShouldBe(Trace);
        operations.Select(one => (string)one["traceId"]!).Distinct().Count().ShouldBe(5, "each request without a trace gets one of its own");
        await Eventually.GetAsync(() => Task.FromResult(host.Output), output =>
            output.Contains($"Operator {carla.Name}: pause_sale on {item}", StringComparison.Ordinal) && output.Contains("Reason: price was wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attempts_that_changed_nothing_are_listed_with_their_code()
    {
        var carla = NewOperator();
        var (item, unknown) = (await host.ListAsync(), TestHost.NewName("unknown"));
        (await SwitchAsync(carla, item, "resume", "nothing to do")).ShouldHaveStatus(200);
        (await carla.SwitchAsync(item, "pause", ("If-Match", "\"4000\""))).ShouldRefuseWith("version_conflict");
        (await carla.AdjustAsync(item, -11, "k")).ShouldRefuseWith("stock_conflict");
        (await carla.AdjustAsync(unknown, 1, "k")).ShouldRefuseWith("item_not_found");
        (await carla.PutAsync($"/api/admin/items/{item}", new JsonObject { ["title"] = "Phone", ["reason"] = "half done" })).ShouldRefuseWith("validation_failed");
        (await carla.PostAsync($"/api/admin/items/{item}/pause?surprise=1")).ShouldRefuseWith("validation_failed");
        (await carla.SwitchAsync("NOT!VALID", "pause")).ShouldRefuseWith("validation_failed");

        var operations = await AwaitAsync($"actor={carla.Name}", 7);

        operations.Select(one => ((string)one["command"]!, (string?)one["itemId"], (string)one["outcome"]!)).ShouldBe(
        [
            ("resume_sale", item, "unchanged"), ("pause_sale", item, "version_conflict"), ("adjust_stock", item, "stock_conflict"),
            ("adjust_stock", unknown, "item_not_found"), ("list_item", item, "validation_failed"), ("pause_sale", item, "validation_failed"),
            ("pause_sale", null, "validation_failed"),
        ],
            ignoreOrder: true);
        operations.ShouldAllBe(one => !(bool)one["accepted"]!);
        operations.Where(one => (string?)one["reason"] is not null).Select(one => (string)one["reason"]!)
            .ShouldBe(["nothing to do", "half done", "test", "test"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_refusal_names_the_trace_that_the_list_names()
    {
        var (carla, item) = (NewOperator(), await host.ListAsync());
        var refusal = (await carla.SwitchAsync(item, "pause", ("If-Match", "\"4000\""), TraceParent)).ShouldRefuseWith("version_conflict");

        ((string)refusal["traceId"]!).ShouldBe(Trace);
        ((string)(await AwaitAsync($"actor={carla.Name}", 1))[0]["traceId"]!).ShouldBe(Trace);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    public async Task A_broken_trace_is_replaced_by_a_new_one(string traceParent)
    {
        var (carla, item) = (NewOperator(), await host.ListAsync());
        var refusal = (await carla.SwitchAsync(item, "pause", ("If-Match", "\"4000\""), ("traceparent", traceParent))).ShouldRefuseWith("version_conflict");

        var trace = (string)refusal["traceId"]!;
        TraceName().IsMatch(trace).ShouldBeTrue(trace);
        trace.ShouldNotBe(Trace);
    }

    [Fact]
    public async Task Pages_and_filters_leave_nothing_out()
    {
        var carla = NewOperator();
        var (one, other) = (await host.ListAsync(), await host.ListAsync());
        foreach (var item in (string[])[one, other])
        {
            (await carla.SwitchAsync(item, "pause")).ShouldHaveStatus(200);
            (await carla.SwitchAsync(item, "pause")).ShouldHaveStatus(200);
            (await carla.SwitchAsync(item, "resume")).ShouldHaveStatus(200);
        }

        var all = (await AwaitAsync($"actor={carla.Name}", 6)).Select(operation => (string)operation["operationId"]!).ToList();
        var (paged, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = (await host.Operator.GetAsync($"/api/admin/operations?actor={carla.Name}&limit=4{(cursor is null ? "" : $"&cursor={cursor}")}")).ShouldHaveStatus(200);
            paged.AddRange(page["operations"]!.AsArray().Select(operation => (string)operation!["operationId"]!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);

        paged.ShouldBe(all);
        (await AwaitAsync($"actor={carla.Name}&item={one}", 3)).ShouldAllBe(operation => (string)operation["itemId"]! == one);
        (await ListAsync($"item={TestHost.NewName("elsewhere")}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("item=NOT!VALID", "item")]
    [InlineData("actor=a%20b", "actor")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("cursor=!", "cursor")]
    [InlineData("cursor=bm9uc2Vuc2U", "cursor")]
    [InlineData("cursor=LTEveA", "cursor")]
    [InlineData("item=a&item=b", "item")]
    [InlineData("actors=a", "actors")]
    public async Task A_bad_question_is_refused_by_name(string query, string blamed) =>
        (await host.Operator.GetAsync($"/api/admin/operations?{query}")).ShouldBlame(blamed);

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("close")]
    public async Task A_bad_reason_is_refused_and_nothing_is_done(string word)
    {
        var item = await host.ListAsync();
        foreach (var reason in (string[])["", "  ", "two\nlines", new string('r', 201)])
            (await SwitchAsync(host.Operator, item, word, reason)).ShouldBlame("reason");
        (await host.Operator.PostAsync($"/api/admin/items/{item}/{word}", new JsonObject { ["reasons"] = "r" })).ShouldRefuseWith("validation_failed");

        ((string)(await host.ItemAsync(item))["phase"]!).ShouldBe("open");
        var listing = new Listing().ToJson();
        listing["reason"] = "two\nlines";
        (await host.Operator.PutAsync($"/api/admin/items/{item}", listing)).ShouldBlame("reason");
    }

    [Fact]
    public async Task Another_reason_does_not_make_a_repeat_a_change()
    {
        var (item, listing) = (TestHost.NewName("item"), new Listing().ToJson());
        listing["reason"] = "first";
        var first = (await host.Operator.PutAsync($"/api/admin/items/{item}", listing)).ShouldHaveStatus(201);
        listing["reason"] = "second";

        (await host.Operator.PutAsync($"/api/admin/items/{item}", listing)).ShouldHaveStatus(200).ETag.ShouldBe(first.ETag);
    }

    [Fact]
    public async Task Who_is_no_operator_is_not_in_the_log()
    {
        var (mallory, item) = (host.NewBuyer(), await host.ListAsync());
        (await mallory.SwitchAsync(item, "pause")).ShouldRefuseWith("forbidden");
        (await host.Nobody.SwitchAsync(item, "pause")).ShouldRefuseWith("unauthenticated");
        (await host.Operator.SwitchAsync(item, "pause")).ShouldHaveStatus(200);

        (await AwaitAsync($"item={item}", 2)).ShouldAllBe(operation => (string)operation["actor"]! == host.Operator.Name);
    }

    private static Task<Received> SwitchAsync(Party party, string item, string word, string? reason) =>
        party.PostAsync($"/api/admin/items/{item}/{word}", new JsonObject { ["reason"] = reason });

    private Party NewOperator() => host.PartyOf(TestHost.NewName("carla"), "operator");

    private Task<List<JsonNode>> AwaitAsync(string query, int count) => Eventually.GetAsync(() => ListAsync(query), found => found.Count >= count);

    private async Task<List<JsonNode>> ListAsync(string query) =>
        [.. (await host.Operator.GetAsync($"/api/admin/operations?{query}")).ShouldHaveStatus(200)["operations"]!.AsArray().Select(one => one!)];

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex TraceName();

    [GeneratedRegex(@"^127\.0\.0\.1:\d+$")]
    private static partial Regex NodeName();
}
