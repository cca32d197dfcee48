using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Operators;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Tests.Palette;

/// <summary>Whatever becomes of a command that changes something, the operations log has it.</summary>
public sealed class RecordedRunTests
{
    private static readonly OperatorCall Call = new(new Attribution { Actor = BuyerId.Parse("olivia") });
    private static readonly Argument<OrderId> Order = Arguments.Order().First();
    private static readonly Argument<long> Delta = Arguments.Number("delta", "Units.", -9, 9).First();
    private static readonly Argument<DateTimeOffset> Until = Arguments.Time("until", "The end.");

    private readonly Lines _lines = new();
    private readonly CommandRunner _runner;

    public RecordedRunTests() => _runner = new CommandRunner(
        Options.Create(new OperationsLimits { ConsoleStreamsMax = 1, CostlyCommandsMax = 1 }),
        new OperationReports(new OperationLog(Options.Create(new SeckillLimits()), TimeProvider.System, _lines)),
        TimeProvider.System,
        NullLogger<CommandRunner>.Instance);

    [Fact]
    public async Task A_console_that_leaves_while_the_change_is_under_way_leaves_an_unknown_outcome()
    {
        using var left = new CancellationTokenSource();
        var run = _runner.RunAsync(Parsed(command => command with { IsChange = true, Answer = WaitAsync }), Call, left.Token);
        await left.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(run);

        _lines.ShouldHaveSingleItem().ShouldContain("test_run on - (-): outcome_unknown");

        static async Task<CommandResult> WaitAsync(CommandContext context)
        {
            await Task.Delay(Timeout.Infinite, context.Cancellation);
            return CommandResult.Said("done");
        }
    }

    [Fact]
    public async Task A_defect_in_a_change_is_listed()
    {
        var parsed = Parsed(command => command with { IsChange = true, Answer = _ => throw new InvalidOperationException("a defect") });

        await Should.ThrowAsync<InvalidOperationException>(_runner.RunAsync(parsed, Call, CancellationToken.None));

        _lines.ShouldHaveSingleItem().ShouldContain("test_run on - (-): internal_error");
    }

    [Fact]
    public async Task What_only_reads_is_not_listed()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        var parsed = Parsed(command => command with { Answer = _ => throw new OperationCanceledException() });

        await Should.ThrowAsync<OperationCanceledException>(_runner.RunAsync(parsed, Call, left.Token));

        _lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_that_finds_no_turn_is_listed_whether_or_not_it_is_on_a_ledger(bool isOnLedger)
    {
        var gate = new TaskCompletionSource<CommandResult>();
        var first = _runner.RunAsync(Parsed(command => command with { IsCostly = true, Answer = _ => gate.Task }), Call, CancellationToken.None);
        var parsed = Parsed(command => command with
        {
            IsChange = true,
            IsCostly = true,
            LedgerName = isOnLedger ? "adjust_stock" : null,
            Answer = _ => gate.Task,
        });

        (await _runner.RunAsync(parsed, Call, CancellationToken.None)).Refusal!.Code.ShouldBe("overloaded");

        _lines.ShouldHaveSingleItem().ShouldContain($"{(isOnLedger ? "adjust_stock" : "test_run")} on - (-): overloaded");
        gate.SetResult(CommandResult.Said("done"));
        await first;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_change_that_finds_no_place_is_listed(bool isCostly)
    {
        var parsed = Parsed(command => command with { IsChange = true, IsCostly = isCostly, Stream = _ => Nothing() });
        using var first = _runner.TryOpen(parsed, Call, out _);

        _runner.TryOpen(parsed, Call, out var refusal).ShouldBeNull();

        refusal!.Code.ShouldBe("overloaded");
        _lines.ShouldHaveSingleItem().ShouldContain("test_run on - (-): overloaded");
    }

    [Theory]
    [InlineData("test run phone-7 0 --reason lost", "adjust_stock on phone (phone-7 0 --reason lost): validation_failed", "Reason: lost")]
    [InlineData("test run phone-7 many --reason lost", "adjust_stock on phone (phone-7 many --reason lost): validation_failed", "Reason: lost")]
    [InlineData("test run phone-7", "adjust_stock on phone (phone-7): validation_failed", "Reason: -")]
    [InlineData("test run", "adjust_stock on - (-): validation_failed", "Reason: -")]
    public void A_change_whose_arguments_are_refused_is_listed(string line, string listed, string reason)
    {
        var parsing = Palette(Change).Parse(line);

        _runner.Refused(parsing, Call);

        parsing.Command.ShouldBeNull();
        _lines.ShouldHaveSingleItem().ShouldContain(listed);
        _lines[0].ShouldContain(reason);
    }

    [Theory]
    [InlineData("test ru phone-7 0")]
    [InlineData("test")]
    [InlineData("")]
    public void A_line_that_is_no_command_is_not_listed(string line)
    {
        _runner.Refused(Palette(Change).Parse(line), Call);

        _lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_mistake_in_what_only_reads_is_not_listed()
    {
        _runner.Refused(Palette(command => Change(command) with { IsChange = false, LedgerName = null }).Parse("test run phone-7"), Call);

        _lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_long_mistake_is_listed_shortened()
    {
        _runner.Refused(Palette(Change).Parse($"test run {new string('x', 1_000)}"), Call);

        _lines.ShouldHaveSingleItem().ShouldContain($"({new string('x', 200)})");
    }

    [Fact]
    public void A_mistake_is_listed_on_one_line_and_with_whole_characters()
    {
        // A door that splits words itself may hand over anything; a database refuses half a character.
        _runner.Refused(Palette(Change).Parse(["test", "run", "a\nb\u001b", $"{new string('x', 194)}😀"]), Call);

        _lines.ShouldHaveSingleItem().ShouldContain($"(a?b? {new string('x', 194)}): validation_failed");
    }

    [Fact]
    public async Task Times_are_listed_as_they_are_written_everywhere()
    {
        var palette = Palette(command => command with
        {
            IsChange = true,
            Arguments = [Until],
            Answer = _ => Task.FromResult(CommandResult.Said("done")),
        });

        await _runner.RunAsync(palette.Parse("test run --until 2026-11-30T13:34:04Z").Command!, Call, CancellationToken.None);

        _lines.ShouldHaveSingleItem().ShouldContain("(--until 2026-11-30T13:34:04.000Z): changed");
    }

    [Fact]
    public async Task A_command_may_say_what_it_did_in_its_own_words()
    {
        var parsed = Parsed(command => command with
        {
            IsChange = true,
            Answer = _ => Task.FromResult(CommandResult.Said("done") with { Detail = "akka.tcp://seckill@a:1" }),
        });

        await _runner.RunAsync(parsed, Call, CancellationToken.None);

        _lines.ShouldHaveSingleItem().ShouldContain("(akka.tcp://seckill@a:1): changed");
    }

    private static Command Change(Command command) => command with
    {
        IsChange = true,
        LedgerName = "adjust_stock",
        Arguments = [Order, Delta],
        Check = values => values.Get(Delta) == 0 ? "'delta' is not 0." : null,
        Answer = _ => Task.FromResult(CommandResult.Said("done")),
    };

    private static async IAsyncEnumerable<Output> Nothing()
    {
        await Task.Yield();
        yield break;
    }

    private static ParsedCommand Parsed(Func<Command, Command> define) => Palette(define).Parse("test run").Command!;

    private static CommandPalette Palette(Func<Command, Command> define) =>
        new([new Source(define(new Command("test", "run", "Runs.")))], TimeProvider.System);

    private sealed class Source(Command command) : ICommandSource
    {
        public IEnumerable<Command> Commands => [command];
    }

    /// <summary>The lines of the operations log.</summary>
    private sealed class Lines : List<string>, ILogger<OperationLog>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
