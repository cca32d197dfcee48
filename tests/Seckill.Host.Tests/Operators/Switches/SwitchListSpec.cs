using System.Text.Json.Nodes;
using Seckill.Actors.Settings;
using Seckill.Host.Items;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Switches;

/// <summary>Reading and setting switches. What they do is in <see cref="SwitchEffectsSpec"/>.</summary>
[Collection(OnSwitchedHost.Name)]
public sealed class SwitchListSpec(SwitchedHost host)
{
    [Fact]
    public async Task Every_switch_of_the_program_is_listed_and_says_what_it_does()
    {
        var listed = (await host.Operator.GetAsync("/api/admin/switches")).ShouldHaveStatus(200)["switches"]!.AsArray();

        listed.Select(one => (string)one!["name"]!).ShouldBe(
        [
            "address-purchases", "all-purchases", "buyer-purchases", "challenge-difficulty", "event-streams", "gateway-queue",
            "item-purchases", "new-purchases", "order-listing", "stock-display",
        ]);
        listed.Count.ShouldBe(KindsOfSwitches(), "each class of a switch has its line where the host is composed");
        foreach (var one in listed)
        {
            ((string)one!["allowed"]!).ShouldNotBeNullOrWhiteSpace();
            ((string)one["effect"]!).Length.ShouldBeGreaterThan(20);
        }

        ((string)listed[7]!["effect"]!).ShouldContain("To stop one item, pause it.");
    }

    [Fact]
    public async Task A_switch_that_nobody_has_set_is_at_its_configured_default()
    {
        await using var untouched = new UntouchedHost();
        await untouched.InitializeAsync();

        var queue = (await untouched.Operator.GetAsync("/api/admin/switches/gateway-queue")).ShouldHaveStatus(200);

        ((long)queue["value"]!, (long)queue["default"]!, (long)queue["version"]!).ShouldBe((77, 77, 0));
        foreach (var member in (string[])["setBy", "setAt", "reason"]) queue[member].ShouldBeNull();
    }

    [Fact]
    public async Task A_switch_tells_who_has_set_it_when_and_why()
    {
        var oscar = host.PartyOf("oscar", "operator");
        var before = DateTimeOffset.UtcNow.AddMilliseconds(-1);

        var set = (await oscar.SetSwitchAsync("gateway-queue", 4_000, "三万人 – slow items")).ShouldHaveStatus(200);

        ((long)set["value"]!, (string)set["setBy"]!, (string)set["reason"]!).ShouldBe((4_000, "oscar", "三万人 – slow items"));
        ((DateTimeOffset)set["setAt"]!).ShouldBeInRange(before, DateTimeOffset.UtcNow);
        var read = (await host.Operator.GetAsync("/api/admin/switches/gateway-queue")).ShouldHaveStatus(200);
        read.Text.ShouldBe(set.Text);
        (await host.Operator.GetAsync("/api/admin/switches"))["switches"]!.AsArray()
            .ShouldContain(one => JsonNode.DeepEquals(one, read.Json), "the list says the same");
    }

    [Fact]
    public async Task Setting_it_again_changes_nothing()
    {
        var first = (await host.Operator.SetSwitchAsync("gateway-queue", 3_000, "first")).ShouldHaveStatus(200);

        var again = (await host.PartyOf("oscar", "operator").SetSwitchAsync("gateway-queue", 3_000, "second")).ShouldHaveStatus(200);

        again.Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task Versions_grow_and_a_change_without_a_reason_has_none()
    {
        var first = (await host.Operator.SetSwitchAsync("gateway-queue", 2_001, "why not")).ShouldHaveStatus(200);

        var second = (await host.Operator.SetSwitchAsync("gateway-queue", 2_002)).ShouldHaveStatus(200);

        ((long)second["version"]!).ShouldBeGreaterThan((long)first["version"]!);
        second["reason"].ShouldBeNull();
    }

    [Fact]
    public async Task Many_operators_at_once_end_with_one_of_their_values()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 40).Select(i => host.PartyOf($"operator-{i}", "operator").SetSwitchAsync("gateway-queue", 1_000 + i)));

        answers.ShouldAllBe(answer => answer.Status == 200);
        var end = (await host.Operator.GetAsync("/api/admin/switches/gateway-queue")).ShouldHaveStatus(200);
        ((string)end["setBy"]!).ShouldBe($"operator-{(long)end["value"]! - 1_000}");
    }

    [Theory]
    [InlineData("event-stream", "Did you mean 'event-streams'?")]
    [InlineData("queue", "The switches are address-purchases, all-purchases,")]
    [InlineData("%20", "There is no switch")]
    public async Task An_unknown_name_is_told_what_there_is(string name, string told)
    {
        ((string)(await host.Operator.GetAsync($"/api/admin/switches/{name}")).ShouldRefuseWith("not_found")["detail"]!).ShouldContain(told);
        ((string)(await host.Operator.SetSwitchAsync(name, "off")).ShouldRefuseWith("not_found")["detail"]!).ShouldContain(told);
    }

    [Fact]
    public async Task A_name_is_found_in_any_case() =>
        ((string)(await host.Operator.GetAsync("/api/admin/switches/Event-Streams")).ShouldHaveStatus(200)["name"]!).ShouldBe("event-streams");

    [Theory]
    [InlineData("event-streams", "\"maybe\"", "on or off")]
    [InlineData("event-streams", "\"OFF\"", "on or off")]
    [InlineData("event-streams", "1", "on or off")]
    [InlineData("event-streams", "true", "on or off")]
    [InlineData("event-streams", "null", "on or off")]
    [InlineData("event-streams", "{}", "on or off")]
    [InlineData("event-streams", "[\"off\"]", "on or off")]
    [InlineData("stock-display", "\"off\"", "exact or coarse")]
    [InlineData("gateway-queue", "0", "a whole number from 1 to 1000000")]
    [InlineData("gateway-queue", "1000001", "a whole number from 1 to 1000000")]
    [InlineData("gateway-queue", "1.5", "a whole number from 1 to 1000000")]
    [InlineData("gateway-queue", "1e3", "a whole number from 1 to 1000000")]
    [InlineData("gateway-queue", "99999999999999999999999", "a whole number from 1 to 1000000")]
    [InlineData("gateway-queue", "\"many\"", "a whole number from 1 to 1000000")]
    public async Task A_wrong_value_is_told_what_is_allowed_and_changes_nothing(string name, string value, string allowed)
    {
        var before = await host.Operator.GetAsync($"/api/admin/switches/{name}");

        var refused = await host.Operator.SendTextAsync(HttpMethod.Put, $"/api/admin/switches/{name}", $$"""{"value":{{value}}}""");

        refused.ShouldBlame("value");
        ((string)refused["detail"]!).ShouldContain(allowed);
        (await host.Operator.GetAsync($"/api/admin/switches/{name}")).Text.ShouldBe(before.Text);
    }

    [Fact]
    public async Task A_number_may_be_written_as_a_word() =>
        ((long)(await host.Operator.SetSwitchAsync("gateway-queue", "1234")).ShouldHaveStatus(200)["value"]!).ShouldBe(1_234);

    [Theory]
    [InlineData("""{"value":"on","reason":""}""", "reason")]
    [InlineData("""{"value":"on","reason":"two\nlines"}""", "reason")]
    [InlineData("""{"value":"on","why":"so"}""", "why")]
    [InlineData("""{"reason":"no value"}""", "value")]
    public async Task A_body_is_read_strictly(string body, string blamed) =>
        (await host.Operator.SendTextAsync(HttpMethod.Put, "/api/admin/switches/event-streams", body)).ShouldBlame(blamed);

    [Fact]
    public async Task A_change_is_one_line_of_the_log_and_so_is_a_refused_one()
    {
        var oscar = host.PartyOf("oscar-the-logged", "operator");

        (await oscar.SetSwitchAsync("gateway-queue", 1_717)).ShouldHaveStatus(200);
        (await oscar.SetSwitchAsync("gateway-queue", 0)).ShouldBlame("value");

        var lines = await Eventually.GetAsync(
            () => Task.FromResult(host.Output.Split('\n').Where(line => line.Contains("oscar-the-logged", StringComparison.Ordinal)).ToArray()),
            lines => lines.Length >= 2);
        lines.Length.ShouldBe(2, string.Join('\n', lines));
        lines[0].ShouldContain("switch_set on - (gateway-queue 1717): changed");
        lines[1].ShouldContain("changed nothing: switch_set on - (gateway-queue 0): validation_failed");
    }

    private static int KindsOfSwitches() => new[] { typeof(Switch).Assembly, typeof(StockDisplay).Assembly }
        .SelectMany(assembly => assembly.GetTypes()).Count(type => type.IsSubclassOf(typeof(Switch)) && !type.IsAbstract);

    private sealed class UntouchedHost() : TestHost("Development", SwitchedHost.Secret, new Dictionary<string, string> { ["GatewayQueueMax"] = "77" });
}
