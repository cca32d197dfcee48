using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Commands;

/// <summary>What the palette says of itself, and what it says to lines that are no commands.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class PaletteSpec(DevelopmentHost host)
{
    private static readonly string[] Known =
    [
        "block add", "block list", "block remove", "cluster down", "cluster down-unreachable", "cluster leave", "cluster show", "cluster status", "cluster tail",
        "cluster-sharding list-regions", "cluster-sharding region-stats", "item audit", "item close", "item create", "item list", "item pause",
        "item resume", "item show", "item topup", "item waiting-list", "item watch", "journal tail", "log tail", "order find-by-buyer", "order show",
        "projection rebuild", "projection show", "reconciliation show", "sale watch",
    ];

    [Fact]
    public async Task It_lists_every_command_with_its_arguments()
    {
        var palette = (await host.Operator.GetAsync("/api/admin/commands")).ShouldHaveStatus(200);

        var commands = palette["commands"]!.AsArray().ToDictionary(command => (string)command!["name"]!, command => command!);
        Known.Except(commands.Keys).ShouldBeEmpty();
        commands.Values.ShouldAllBe(command => (string)command["who"]! == "operator");
        var topUp = commands["item topup"];
        ((bool)topUp["changes"]!).ShouldBeTrue();
        ((string)topUp["usage"]!).ShouldBe("item topup <item> <delta> --reason <text> [--key <text>]");
        var item = topUp["arguments"]!.AsArray()[0]!;
        item["switches"]!.AsArray().Select(text => (string)text!).ShouldBe(["--item", "-i"]);
        ((bool)commands["item watch"]["endless"]!).ShouldBeTrue();
        ((string)palette["node"]!).ShouldStartWith("akka.tcp://seckill@");
    }

    [Theory]
    [InlineData("item lsit", "item list")]
    [InlineData("itm show x", "item show")]
    [InlineData("item show", "'item' is missing")]
    [InlineData("item show NOT!VALID", "is no item")]
    [InlineData("item list --limti 5", "--limit")]
    [InlineData("item list --limit 0", "a number from 1 to 500")]
    [InlineData("item list --limit 501", "a number from 1 to 500")]
    [InlineData("item list --phase opne", "upcoming, open, sold_out, paused, closed")]
    [InlineData("item audit", "--all")]
    [InlineData("item audit x --all", "--all")]
    [InlineData("item topup x 0 --reason y", "not 0")]
    [InlineData("item topup x 5", "'reason' is missing")]
    [InlineData("item create x Phone --stock 5 --price 100 --ends -1h", "endsAt")]
    [InlineData("item create x Phone --stock 5 --price 100 --ends +1h --currency yen", "price.currency")]
    [InlineData("block add alice", "buyer, address")]
    [InlineData("block add person alice", "buyer, address")]
    [InlineData("block add buyer alice --until tomorrow", "2026-11-11T10:00:00Z")]
    [InlineData("item \"show", "quote")]
    [InlineData("", "empty")]
    public async Task A_line_that_is_no_command_is_bad_input_with_what_was_meant(string line, string part)
    {
        var answer = (await host.Operator.SayAsync(line)).ShouldBlame("line");

        ((string)answer["detail"]!).ShouldContain(part);
    }

    [Fact]
    public async Task A_body_that_is_none_is_bad_input()
    {
        (await host.Operator.PostAsync("/api/admin/commands")).ShouldRefuseWith("validation_failed");
        (await host.Operator.PostAsync("/api/admin/commands", new JsonObject())).ShouldBlame("line");
        (await host.Operator.PostAsync("/api/admin/commands", new JsonObject { ["line"] = 5 })).ShouldBlame("line");
        (await host.Operator.PostAsync("/api/admin/commands", new JsonObject { ["lines"] = "x" })).ShouldRefuseWith("validation_failed");
        (await host.Operator.SayAsync(new string('x', 5_000))).ShouldBlame("line");
    }

    [Theory]
    [InlineData("item list")]
    [InlineData("item orders phone-x")]
    [InlineData("operations list")]
    [InlineData("projection show")]
    [InlineData("reconciliation show")]
    public async Task A_cursor_that_no_page_has_given_is_refused(string line) =>
        ((string)(await host.Operator.SayAsync($"{line} --cursor $#%")).ShouldBlame("line")["detail"]!).ShouldContain("'cursor' is none");

    [Fact]
    public async Task Only_operators_may()
    {
        (await host.NewBuyer().SayAsync("item list")).ShouldRefuseWith("forbidden");
        (await host.Nobody.SayAsync("item list")).ShouldRefuseWith("unauthenticated");
        (await host.NewBuyer().GetAsync("/api/admin/commands")).ShouldRefuseWith("forbidden");
        (await host.Nobody.GetAsync("/api/admin/commands")).ShouldRefuseWith("unauthenticated");
    }

    [Theory]
    [InlineData("item show no-such-item", "item_not_found")]
    [InlineData("item pause no-such-item", "item_not_found")]
    [InlineData("item topup no-such-item 5 --reason x", "item_not_found")]
    [InlineData("item audit no-such-item", "item_not_found")]
    [InlineData("projection show no-such-item", "item_not_found")]
    [InlineData("projection rebuild no-such-item", "item_not_found")]
    [InlineData("order show no-such-item-1", "order_not_found")]
    [InlineData("order find-by-buyer nobody --cursor xyz", "validation_failed")]
    [InlineData("cluster leave 127.0.0.1:1", "not_found")]
    [InlineData("cluster down 127.0.0.1:1", "not_found")]
    public async Task What_does_not_exist_is_refused_with_the_code_of_the_contract(string line, string code)
    {
        var answer = await host.Operator.RunAsync(line, exitCode: 3);

        answer.Code.ShouldBe(code);
        answer.Lines.ShouldHaveSingleItem();
        answer.Rows.ShouldBeEmpty();
    }
}
