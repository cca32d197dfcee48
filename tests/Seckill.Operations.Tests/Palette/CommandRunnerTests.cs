using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Operators;
using Seckill.Operations.Palette;
using Seckill.Storage;

namespace Seckill.Operations.Tests.Palette;

/// <summary>What commands may cost a node, and how they end.</summary>
public sealed class CommandRunnerTests
{
    private static readonly OperatorCall Call = new(new Attribution { Actor = BuyerId.Parse("olivia") });

    private readonly CommandRunner _runner = new(
        Options.Create(new OperationsLimits { ConsoleStreamsMax = 2, CostlyCommandsMax = 1 }),
        new OperationReports(new OperationLog(Options.Create(new SeckillLimits()), TimeProvider.System, NullLogger<OperationLog>.Instance)),
        TimeProvider.System,
        NullLogger<CommandRunner>.Instance);

    [Fact]
    public void More_streams_than_allowed_are_refused_until_one_ends()
    {
        var parsed = Parsed(command => command with { Stream = _ => Rows(3) });
        var (first, second) = (_runner.TryOpen(parsed, Call, out _), _runner.TryOpen(parsed, Call, out _));

        _runner.TryOpen(parsed, Call, out var refusal).ShouldBeNull();

        refusal.ShouldNotBeNull().Code.ShouldBe("overloaded");
        refusal.IsTemporary.ShouldBeTrue();
        first!.Dispose();
        first.Dispose();
        _runner.StreamsOpen.ShouldBe(1);
        using var third = _runner.TryOpen(parsed, Call, out _).ShouldNotBeNull();
        second!.Dispose();
    }

    [Fact]
    public async Task Only_so_many_costly_commands_run_at_once()
    {
        var gate = new TaskCompletionSource<CommandResult>();
        var parsed = Parsed(command => command with { IsCostly = true, Answer = _ => gate.Task });
        var first = _runner.RunAsync(parsed, Call, CancellationToken.None);

        var second = await _runner.RunAsync(parsed, Call, CancellationToken.None);

        second.ExitCode.ShouldBe(ExitCode.NoAnswer);
        second.Refusal!.Code.ShouldBe("overloaded");
        gate.SetResult(CommandResult.Said("done"));
        (await first).ExitCode.ShouldBe(ExitCode.Done);
        (await _runner.RunAsync(parsed, Call, CancellationToken.None)).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_long_stream_in_one_piece_keeps_its_first_rows_and_counts_the_others()
    {
        var result = await _runner.RunAsync(Parsed(command => command with { Stream = _ => Rows(1_500) }), Call, CancellationToken.None);

        result.Rows.Length.ShouldBe(1_000);
        result.Lines.ShouldContain(line => line.StartsWith("500 more", StringComparison.Ordinal));
        result.ExitCode.ShouldBe(ExitCode.FoundWrong);
        _runner.StreamsOpen.ShouldBe(0);
    }

    [Fact]
    public async Task An_outage_of_the_storage_is_an_answer_and_not_an_exception()
    {
        var answer = await _runner.RunAsync(
            Parsed(command => command with { Answer = _ => throw new StorageUnavailableException("away", new IOException()) }), Call, CancellationToken.None);

        answer.ExitCode.ShouldBe(ExitCode.NoAnswer);
        answer.Refusal!.Code.ShouldBe("outcome_unknown");
    }

    [Fact]
    public async Task A_defect_in_a_stream_is_its_end()
    {
        var parsed = Parsed(command => command with { Stream = _ => Rows(1, new InvalidOperationException("a defect")) });
        using var stream = _runner.TryOpen(parsed, Call, out _)!;
        var outputs = new List<Output>();
        await foreach (var output in stream.ReadAsync(CancellationToken.None)) outputs.Add(output);

        outputs.Count.ShouldBe(2);
        var end = outputs[^1].ShouldBeOfType<Output.End>();
        end.Refusal!.Code.ShouldBe("internal_error");
        end.Refusal.Detail.ShouldNotContain("a defect");
    }

    private static async IAsyncEnumerable<Output> Rows(int count, Exception? then = null)
    {
        await Task.Yield();
        for (var i = 0; i < count; i++) yield return Output.Row.Of(i);
        if (then is not null) throw then;
        yield return new Output.End(ExitCode.FoundWrong, null);
    }

    private static ParsedCommand Parsed(Func<Command, Command> define)
    {
        var command = define(new Command("test", "run", "Runs."));
        return new CommandPalette([new Source(command)], TimeProvider.System).Parse("test run").Command!;
    }

    private sealed class Source(Command command) : ICommandSource
    {
        public IEnumerable<Command> Commands => [command];
    }
}
