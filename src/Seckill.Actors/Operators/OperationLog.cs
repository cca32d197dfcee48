using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Operators;

/// <summary>
/// Where every door reports what an operator did. It writes one log line for each accepted operation. Attempts that changed nothing go into
/// a bounded queue for the table; of their lines, one a second is written, with the number of those left out. Safe for many threads.
/// </summary>
public sealed partial class OperationLog
{
    /// <summary>What a line says where there is nothing to say.</summary>
    private const string Nothing = "-";

    /// <summary>Longest detail, in characters.</summary>
    private const int DetailLengthMax = 200;

    private static readonly Counter<long> Dropped = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.operations.attempts.dropped", "{attempt}", "Operators' attempts that are not in the operations log because its queue was full.");

    private readonly ILogger<OperationLog> _log;
    private readonly TimeProvider _time;
    private readonly LogThrottle _throttle;
    private readonly Channel<Operation> _attempts;

    /// <summary>Creates the node's log; its queue holds <see cref="SeckillLimits.OperatorAttemptQueueMax"/> attempts.</summary>
    public OperationLog(IOptions<SeckillLimits> limits, TimeProvider time, ILogger<OperationLog> log)
    {
        (_log, _time) = (log, time);
        _throttle = new LogThrottle(time, TimeSpan.FromSeconds(1));
        _attempts = Channel.CreateBounded<Operation>(
            new BoundedChannelOptions(limits.Value.OperatorAttemptQueueMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    /// <summary>Attempts that wait for the table.</summary>
    internal ChannelReader<Operation> Attempts => _attempts.Reader;

    /// <summary>Makes the counter appear with 0.</summary>
    public static void Announce() => Dropped.Add(0);

    /// <summary>Reports an operation that the ledger has recorded; the table follows the ledger.</summary>
    /// <param name="by">Who, from where and why.</param>
    /// <param name="command">One of <see cref="OperationNames"/>.</param>
    /// <param name="item">The item.</param>
    /// <param name="detail">What the command says beyond its name.</param>
    /// <param name="outcome">How it ended.</param>
    public void Accepted(Attribution by, string command, ItemId item, string? detail, string outcome)
    {
        ArgumentNullException.ThrowIfNull(by);
        TellAccepted(
            by.Actor?.Value ?? Attribution.UnknownName, command, item.Value, OneLine(detail) ?? Nothing, outcome,
            by.Trace?.Value ?? Attribution.UnknownName, by.Reason ?? Nothing);
    }

    /// <summary>
    /// Reports an operation that no item's ledger records, such as a switch or a node that leaves. This node writes it into the table of
    /// attempts, where its id says that it was accepted.
    /// </summary>
    /// <param name="by">Who, from where and why.</param>
    /// <param name="command">What was done, for ever.</param>
    /// <param name="item">The item; null when it is not about one.</param>
    /// <param name="detail">What the command says beyond its name.</param>
    public void Done(Attribution by, string command, ItemId? item, string? detail)
    {
        ArgumentNullException.ThrowIfNull(by);
        detail = OneLine(detail);
        var now = Moment.Floor(_time.GetUtcNow());
        Queue(new Operation($"{Operation.OfNode}{Guid.CreateVersion7(now):N}", now, command, item, detail, OperationNames.Changed, by));
        TellAccepted(
            by.Actor?.Value ?? Attribution.UnknownName, command, item?.Value ?? Nothing, detail ?? Nothing, OperationNames.Changed,
            by.Trace?.Value ?? Attribution.UnknownName, by.Reason ?? Nothing);
    }

    /// <summary>
    /// Reports an attempt that was refused, changed nothing, or ended nobody knows how. If the outcome is not known, the operation may also
    /// turn up as accepted, with the same trace.
    /// </summary>
    /// <param name="by">Who, from where and why.</param>
    /// <param name="command">One of <see cref="OperationNames"/>.</param>
    /// <param name="item">The item; null when the request named none that can exist.</param>
    /// <param name="detail">What the command says beyond its name.</param>
    /// <param name="outcome">The code of the refusal, or <see cref="OperationNames.Unchanged"/>.</param>
    public void Attempted(Attribution by, string command, ItemId? item, string? detail, string outcome)
    {
        ArgumentNullException.ThrowIfNull(by);
        detail = OneLine(detail);
        var now = Moment.Floor(_time.GetUtcNow());
        Queue(new Operation(Guid.CreateVersion7(now).ToString("N"), now, command, item, detail, outcome, by));
        if (!_throttle.IsOpen(out var untold)) return;
        TellAttempted(
            by.Actor?.Value ?? Attribution.UnknownName, command, item?.Value ?? Nothing, detail ?? Nothing, outcome,
            by.Trace?.Value ?? Attribution.UnknownName, by.Reason ?? Nothing, untold);
    }

    /// <summary>
    /// What somebody asked for may be any text: it must not look like a line of the log, nor hold what a table refuses, which would keep all
    /// other attempts out of it.
    /// </summary>
    private static string? OneLine(string? detail)
    {
        if (detail is null) return null;
        // Half a character is refused by databases too.
        var length = detail.Length <= DetailLengthMax ? detail.Length : DetailLengthMax - (char.IsHighSurrogate(detail[DetailLengthMax - 1]) ? 1 : 0);
        return string.Concat(detail.Take(length).Select(letter => char.IsControl(letter) ? '?' : letter));
    }

    private void Queue(Operation operation)
    {
        if (!_attempts.Writer.TryWrite(operation)) Dropped.Add(1);
    }

    [LoggerMessage(
        LogLevel.Information, "Operator {Actor}: {Command} on {Item} ({Detail}): {Outcome} (trace {TraceId}). Reason: {Reason}")]
    private partial void TellAccepted(string actor, string command, string item, string detail, string outcome, string traceId, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "Operator {Actor} changed nothing: {Command} on {Item} ({Detail}): {Outcome} (trace {TraceId}; {Untold} more since the last line). "
        + "Reason: {Reason}")]
    private partial void TellAttempted(
        string actor, string command, string item, string detail, string outcome, string traceId, string reason, long untold);
}
