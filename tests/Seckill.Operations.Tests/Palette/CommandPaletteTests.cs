using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Tests.Palette;

/// <summary>How a line is read into a command, and what is said of one that is none.</summary>
public sealed class CommandPaletteTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly Argument<ItemId> Item = Arguments.Item().First();
    private static readonly Argument<long> Delta = Arguments.Number("delta", "Units.", -100, 100).First();
    private static readonly Argument<string> Mode = Arguments.Word("mode", "How.", "fast", "slow") with { Default = "fast", Letter = 'm' };
    private static readonly Argument<bool> All = Arguments.Flag("all", "Everything.") with { Letter = 'a' };
    private static readonly Argument<DateTimeOffset> Ends = Arguments.Time("ends", "When.");

    private static readonly Command TopUp = new("item", "topup", "Adds units.")
    {
        Arguments = [Item, Delta, Mode, All, Ends],
        IsChange = true,
        Answer = _ => Task.FromResult(CommandResult.Said("done")),
    };

    private static readonly Command Show = new("item", "show", "Shows.") { Arguments = [Item], Answer = TopUp.Answer };
    private static readonly Command List = new("order", "list", "Lists.") { Answer = TopUp.Answer };

    private readonly CommandPalette _palette = new([new Source(TopUp, Show, List)], new FakeTimeProvider(Now));

    [Theory]
    [InlineData("item topup phone 5")]
    [InlineData("item topup --item phone --delta 5")]
    [InlineData("item topup -i phone 5")]
    [InlineData("item topup 5 -i phone")]
    [InlineData("item topup --item=phone --delta=5 --mode=fast")]
    [InlineData("item topup -- phone 5")]
    public void An_argument_is_given_by_its_place_or_by_a_switch(string line)
    {
        var context = ContextOf(line);

        context.Get(Item).Value.ShouldBe("phone");
        context.Get(Delta).ShouldBe(5);
        context.Get(Mode).ShouldBe("fast");
        context.Has(All).ShouldBeFalse();
        context.Find(Ends, out _).ShouldBeFalse();
        context.Call.Reason.ShouldBeNull();
    }

    [Fact]
    public void Everything_may_be_said_at_once()
    {
        var context = ContextOf("item topup phone -5 -m slow --all --ends +5m --reason 'second delivery'");

        context.Get(Delta).ShouldBe(-5);
        context.Get(Mode).ShouldBe("slow");
        context.Has(All).ShouldBeTrue();
        context.Find(Ends, out var ends).ShouldBeTrue();
        ends.ShouldBe(Now.AddMinutes(5));
        context.Call.Reason.ShouldBe("second delivery");
    }

    [Theory]
    [InlineData("now", "2026-11-11T10:00:00Z")]
    [InlineData("-2h", "2026-11-11T08:00:00Z")]
    [InlineData("+1d", "2026-11-12T10:00:00Z")]
    [InlineData("2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z")]
    [InlineData("2026-12-01T10:00:00.250+08:00", "2026-12-01T02:00:00.250Z")]
    [InlineData("2026-12-01T10:00Z", "2026-12-01T10:00:00Z")]
    public void Times_are_absolute_or_relative_to_the_nodes_clock(string text, string expected)
    {
        ContextOf($"item topup phone 5 --ends={text}").Find(Ends, out var ends).ShouldBeTrue();

        ends.ShouldBe(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("10:00")]
    [InlineData("2026-12-01T10:00:00")]
    [InlineData("+5")]
    [InlineData("+99999999999d")]
    [InlineData("+2147483647d")]
    [InlineData("1999-01-01T00:00:00Z")]
    [InlineData("tomorrow")]
    public void What_is_no_instant_is_refused(string text) => FaultOf($"item topup phone 5 --ends={text}").ShouldContain("is no ends");

    [Theory]
    [InlineData("", "empty")]
    [InlineData("itme show phone", "'item show'")]
    [InlineData("item shwo phone", "'item show'")]
    [InlineData("ordr", "'order'")]
    [InlineData("item", "show, topup")]
    [InlineData("item dance phone", "show, topup")]
    [InlineData("zzz qqq", "item, order")]
    [InlineData("item topup phone 5 --raeson x", "'--reason'")]
    [InlineData("item topup phone 5 --x", "Usage: item topup <item> <delta>")]
    [InlineData("item topup phone", "'delta' is missing")]
    [InlineData("item topup phone five", "a number from -100 to 100")]
    [InlineData("item topup phone 101", "a number from -100 to 100")]
    [InlineData("item topup Phone 5", "is no item")]
    [InlineData("item topup phone 5 6", "one word too many")]
    [InlineData("item topup phone 5 --delta 6", "one word too many")]
    [InlineData("item topup phone --delta 5 --delta 6", "more than once")]
    [InlineData("item topup phone 5 --mode quick", "fast, slow")]
    [InlineData("item topup phone 5 --mode", "needs a value")]
    [InlineData("item topup phone 5 --reason ''", "1 to 200 characters")]
    [InlineData("item show phone --reason x", "has no '--reason'")]
    public void A_line_that_is_no_command_says_what_is_wrong_and_what_was_meant(string line, string part) => FaultOf(line).ShouldContain(part);

    [Fact]
    public void A_refusal_does_not_repeat_a_whole_page() => FaultOf(new string('x', 1_000) + " y").Length.ShouldBeLessThan(300);

    [Fact]
    public void No_line_makes_it_throw()
    {
        string[] known =
        [
            "item", "order", "topup", "show", "list", "phone", "--item", "-i", "--all", "--", "5", "-5", "--mode=slow", "=", "-", "--=",
            "--ends", "+5m",
        ];
        Gen.OneOf(Gen.Int[0, known.Length - 1].Select(place => known[place]), Gen.String[0, 20]).Array[0, 12].Sample(line =>
        {
            var parsing = _palette.Parse(string.Join(' ', line));
            return parsing.Command is null != (parsing.Fault is null);
        });
    }

    [Fact]
    public void Definitions_that_do_not_fit_together_are_refused_at_the_start()
    {
        Refused(Show, Show).ShouldContain("twice");
        Refused(Show with { Name = "Show" }).ShouldContain("lower case");
        Refused(Show with { Answer = null }).ShouldContain("an answer or a stream");
        Refused(Show with { IsEndless = true }).ShouldContain("endless");
        Refused(Show with { Arguments = [Item, Item] }).ShouldContain("share a switch");
        Refused(Show with { Arguments = [Arguments.Flag("output", "x")] }).ShouldContain("consoles");
        Refused(Show with { Arguments = [Mode with { Default = "quick" }] }).ShouldContain("default");
        Refused(Show with { Arguments = [Mode.Optional(), Item] }).ShouldContain("required place");
    }

    private static string Refused(params Command[] commands) =>
        Should.Throw<InvalidOperationException>(() => new CommandPalette([new Source(commands)], TimeProvider.System)).Message;

    private string FaultOf(string line)
    {
        var parsing = _palette.Parse(line);
        parsing.Command.ShouldBeNull();
        return parsing.Fault.ShouldNotBeNull();
    }

    private CommandContext ContextOf(string line)
    {
        var parsing = _palette.Parse(line);
        parsing.Fault.ShouldBeNull();
        return parsing.Command!.ContextOf(new OperatorCall(new Attribution { Actor = BuyerId.Parse("olivia") }), CancellationToken.None);
    }

    private sealed class Source(params Command[] commands) : ICommandSource
    {
        public IEnumerable<Command> Commands => commands;
    }
}
