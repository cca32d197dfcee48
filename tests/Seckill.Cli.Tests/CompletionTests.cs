using Seckill.Cli.Node;
using Seckill.Cli.Prompt;

namespace Seckill.Cli.Tests;

/// <summary>What Tab offers.</summary>
public sealed class CompletionTests
{
    private static readonly Completion Completion = new(new Palette("node", [
        Command("item list", Argument("phase", "word", ["--phase", "-p"], ["open", "paused"]), Argument("all", "flag", ["--all"], [])),
        Command("item show", Argument("item", "item", ["--item", "-i"], [], isPositional: true)),
        Command("cluster-sharding region-stats", Argument("region", "word", ["--region"], ["items"], isPositional: true)),
        Command("cluster show"),
    ]));

    [Theory]
    [InlineData("", "cluster,cluster-sharding,exit,help,item")]
    [InlineData("it", "item")]
    [InlineData("cluster", "cluster,cluster-sharding")]
    [InlineData("item ", "list,show")]
    [InlineData("item s", "show")]
    [InlineData("item list ", "--all,--phase")]
    [InlineData("item list --phase ", "open,paused")]
    [InlineData("item list -p o", "open")]
    [InlineData("item list --phase open ", "--all")]
    [InlineData("item list --all --", "--phase")]
    [InlineData("cluster-sharding region-stats ", "--region,items")]
    [InlineData("help item ", "list,show")]
    [InlineData("item dance ", "")]
    [InlineData("dance ", "")]
    public void Tab_offers_what_may_come_next(string text, string expected) =>
        string.Join(',', Completion.Find(text)).ShouldBe(expected);

    private static PaletteCommand Command(string name, params PaletteArgument[] arguments) =>
        new(name, "", name, arguments, Changes: false, Streams: false, Endless: false);

    private static PaletteArgument Argument(string name, string type, string[] switches, string[] words, bool isPositional = false) =>
        new(name, "", type, switches, isPositional, Required: false, words);
}
