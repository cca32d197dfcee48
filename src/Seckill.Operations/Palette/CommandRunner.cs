using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Operations.Operators;
using Seckill.Storage;

namespace Seckill.Operations.Palette;

/// <summary>Runs parsed commands for every door, within this node's bounds.</summary>
public sealed class CommandRunner(
    IOptions<OperationsLimits> limits, OperationReports reports, TimeProvider time, ILogger<CommandRunner> log)
{
    /// <summary>Most rows of a stream that are kept for an answer in one piece; the others are counted.</summary>
    private const int RowsKeptMax = 1_000;

    private static readonly Refusal Defect =
        new("internal_error", "Something went wrong on this side; the node's log says what.", IsTemporary: true);

    private static readonly Refusal LeftInTheMiddle = Refusal.NoAnswer("The console has gone before the command had ended.");

    /// <summary>A script that repeats a failing command must not fill the log.</summary>
    private readonly LogThrottle _failures = new(time, TimeSpan.FromSeconds(1));

    private readonly Seats _streams = new(limits.Value.ConsoleStreamsMax);
    private readonly Seats _costly = new(limits.Value.CostlyCommandsMax);

    /// <summary>Number of open streams.</summary>
    public int StreamsOpen => _streams.Taken;

    /// <summary>
    /// Runs a command and returns everything that it says. Of a stream that ends, it keeps the first rows.
    /// </summary>
    /// <exception cref="ArgumentException">The command's stream does not end by itself.</exception>
    public async Task<CommandResult> RunAsync(ParsedCommand parsed, OperatorCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var command = parsed.Command;
        if (command.IsEndless) throw new ArgumentException($"'{command.FullName}' does not end by itself.", nameof(parsed));
        if (command.Answer is null) return await CollectAsync(parsed, call, cancellation).ConfigureAwait(false);
        using var turn = command.IsCostly ? _costly.TryTake() : null;
        if (command.IsCostly && turn is null) return CommandResult.Refused(Refused(parsed, call, TooCostly()));
        try
        {
            var result = await command.Answer(parsed.ContextOf(call, cancellation)).ConfigureAwait(false);
            reports.Tell(parsed, call, result.Refusal, result.IsUnchanged, result.Detail);
            return result;
        }
        catch (OperationCanceledException)
        {
            // It may have been carried out all the same: what is under way to an item or the settings is not called back.
            reports.Tell(parsed, call, LeftInTheMiddle);
            throw;
        }
        catch (StorageUnavailableException outage)
        {
            var refusal = Unavailable(command, outage);
            reports.Tell(parsed, call, refusal);
            return CommandResult.Refused(refusal);
        }
        catch (LedgerContradictedException damage)
        {
            var refusal = Damaged(command, damage);
            reports.Tell(parsed, call, refusal);
            return CommandResult.Refused(refusal);
        }
        catch
        {
            reports.Tell(parsed, call, Defect);
            throw;
        }
    }

    /// <summary>Reports a line that the palette does not take, if it was meant to change something. Every door calls it.</summary>
    public void Refused(Parsing parsing, OperatorCall call)
    {
        ArgumentNullException.ThrowIfNull(parsing);
        if (parsing is not { Misuse: { } misuse, Fault: { } fault }) return;
        reports.TellRefused(misuse.Command, call, ParsedCommand.DetailOf(misuse.Words), Refusal.Invalid(fault));
    }

    /// <summary>
    /// Opens a command's stream. The caller disposes what it gets, which frees the place. Null, with a refusal, when no place is free.
    /// </summary>
    public CommandStream? TryOpen(ParsedCommand parsed, OperatorCall call, out Refusal? refusal)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        refusal = null;
        if (_streams.TryTake() is not { } seat)
        {
            refusal = Refused(parsed, call, TooManyStreams());
            return null;
        }

        var turn = parsed.Command.IsCostly ? _costly.TryTake() : null;
        if (!parsed.Command.IsCostly || turn is not null)
            return new CommandStream(cancellation => GuardAsync(parsed, call, cancellation), seat, turn);
        seat.Dispose();
        refusal = Refused(parsed, call, TooCostly());
        return null;
    }

    private async Task<CommandResult> CollectAsync(ParsedCommand parsed, OperatorCall call, CancellationToken cancellation)
    {
        if (TryOpen(parsed, call, out var refusal) is not { } stream) return CommandResult.Refused(refusal!);
        using (stream)
        {
            var (rows, lines, end, unseen) = (new List<Output.Row>(), new List<string>(), Output.End.Done, 0L);
            await foreach (var output in stream.ReadAsync(cancellation).ConfigureAwait(false))
            {
                if (output is Output.End last) end = last;
                else if (rows.Count + lines.Count >= RowsKeptMax) unseen++;
                else if (output is Output.Row row) rows.Add(row);
                else if (output is Output.Line line) lines.Add(line.Text);
            }

            if (end.Refusal is not null) lines.Add(end.Refusal.Detail);
            if (unseen > 0) lines.Add($"{unseen:N0} more are not shown here; read them as a stream.");
            return new CommandResult { Rows = [.. rows], Lines = [.. lines], ExitCode = end.ExitCode, Refusal = end.Refusal };
        }
    }

    /// <summary>The command's stream, with whatever goes wrong in it as its end.</summary>
    private async IAsyncEnumerable<Output> GuardAsync(
        ParsedCommand parsed, OperatorCall call, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (context, isUnchanged, did) = (parsed.ContextOf(call, cancellation), false, (string?)null);
        // Until it has ended, it may have been left in the middle.
        Refusal? refusal = LeftInTheMiddle;
        var outputs = (parsed.Command.Stream ?? Once)(context).GetAsyncEnumerator(cancellation);
        try
        {
            while (true)
            {
                var next = await MoveAsync(outputs, parsed.Command, cancellation).ConfigureAwait(false);
                if (next is null or Output.End) refusal = (next as Output.End)?.Refusal;
                if (next is null) yield break;
                yield return next;
                if (next is Output.End) yield break;
            }
        }
        finally
        {
            await outputs.DisposeAsync().ConfigureAwait(false);
            reports.Tell(parsed, call, refusal, isUnchanged, did);
        }

        async IAsyncEnumerable<Output> Once(CommandContext one)
        {
            var result = await parsed.Command.Answer!(one).ConfigureAwait(false);
            (isUnchanged, did) = (result.IsUnchanged, result.Detail);
            foreach (var row in result.Rows) yield return row;
            if (result.Refusal is null)
            {
                foreach (var line in result.Lines) yield return new Output.Line(line);
            }

            if (result.NextCursor is { } cursor) yield return new Output.Line($"More follow: --cursor {LineSyntax.Quote(cursor)}");
            yield return new Output.End(result.ExitCode, result.Refusal);
        }
    }

    private async Task<Output?> MoveAsync(IAsyncEnumerator<Output> outputs, Command command, CancellationToken cancellation)
    {
        try
        {
            return await outputs.MoveNextAsync().ConfigureAwait(false) ? outputs.Current : null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (StorageUnavailableException outage)
        {
            return Output.End.Refused(Unavailable(command, outage));
        }
        catch (LedgerContradictedException damage)
        {
            return Output.End.Refused(Damaged(command, damage));
        }
#pragma warning disable CA1031 // The console hears that it went wrong, and the log hears why.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            if (_failures.IsOpen(out var untold))
                log.LogError(defect, "The command {Command} has failed ({Untold} more since the last line)", command.FullName, untold);
            return Output.End.Refused(Defect);
        }
    }

    /// <summary>Reports that a command could not begin, and returns why.</summary>
    private Refusal Refused(ParsedCommand parsed, OperatorCall call, Refusal refusal)
    {
        reports.TellRefused(parsed, call, parsed.Detail, refusal);
        return refusal;
    }

    private Refusal TooManyStreams() => Refusal.Overloaded(
        $"This node has {limits.Value.ConsoleStreamsMax} consoles' streams open, as many as it may. Close one, or ask another node.");

    private Refusal TooCostly() => Refusal.Overloaded(
        $"This node already runs {limits.Value.CostlyCommandsMax} commands that read whole ledgers, as many as it may. "
        + "Wait for one to end, or ask another node.");

    private Refusal Damaged(Command command, LedgerContradictedException damage)
    {
        if (_failures.IsOpen(out var untold))
        {
            log.LogError(
                "The command {Command} finds {Item} damaged: {Reason} ({Untold} more since the last line)", command.FullName, damage.ItemId,
                damage.Message, untold);
        }

        return Refusal.NoAnswer(damage.Message);
    }

    private Refusal Unavailable(Command command, StorageUnavailableException outage)
    {
        if (_failures.IsOpen(out var untold))
        {
            log.LogWarning(
                "The command {Command} fails for want of the storage: {Reason} ({Untold} more since the last line)", command.FullName,
                outage.Message, untold);
        }

        return Refusal.NoAnswer("The ledger or the tables do not answer at present.");
    }
}
