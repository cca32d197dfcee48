using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Operators;

/// <summary>
/// Writes the attempts that operators made on this node, in batches, and deletes old ones. While the database is away, they wait in the
/// queue of <see cref="OperationLog"/>. A crash loses those that still wait: they changed nothing.
/// </summary>
public sealed class AttemptWriter(
    OperationLog operations, IOperationTables tables, IOptions<SeckillLimits> limits, TimeProvider time, ILogger<AttemptWriter> log)
    : BackgroundService
{
    private const int BatchMax = 500;

    /// <summary>How long attempts gather before they are written.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    /// <summary>How long a node that stops tries to write what waits.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private readonly LogThrottle _throttle = new(time, TimeSpan.FromSeconds(10));
    private readonly List<Operation> _batch = new(BatchMax);
    private long _forgotAt;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(LastPatience, time);
        try
        {
            while (Gather() && await TryWriteAsync(patience.Token).ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            log.LogWarning("The node stops with {Count} of operators' attempts unwritten", _batch.Count + operations.Attempts.Count);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ForgetAsync(stoppingToken).ConfigureAwait(false);
        while (await operations.Attempts.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
        {
            await Task.Delay(Linger, time, stoppingToken).ConfigureAwait(false);
            Gather();
            while (!await TryWriteAsync(stoppingToken).ConfigureAwait(false))
                await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(false);
            if (time.GetElapsedTime(_forgotAt) >= ForgetEvery) await ForgetAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes waiting attempts; false when there is nothing to write.</summary>
    private bool Gather()
    {
        while (_batch.Count < BatchMax && operations.Attempts.TryRead(out var attempt)) _batch.Add(attempt);
        return _batch.Count > 0;
    }

    private async Task<bool> TryWriteAsync(CancellationToken cancellation)
    {
        var isWritten = await TryAsync(() => tables.WriteAttemptsAsync(_batch, cancellation), cancellation).ConfigureAwait(false);
        if (isWritten) _batch.Clear();
        return isWritten;
    }

    private async Task ForgetAsync(CancellationToken cancellation)
    {
        _forgotAt = time.GetTimestamp();
        var before = time.GetUtcNow() - TimeSpan.FromDays(limits.Value.OperatorAttemptsDays);
        await TryAsync(() => tables.ForgetAttemptsAsync(before, limits.Value.OperatorAttemptsMax, cancellation), cancellation).ConfigureAwait(false);
    }

    private async Task<bool> TryAsync(Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work().ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // Whatever keeps the table from being written, the sale goes on and the attempts wait.
        catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (_throttle.IsOpen(out var untold))
                log.LogWarning("The table of operators' attempts cannot be written at present: {Error} ({Untold} more)", error.Message, untold);
            return false;
        }
    }
}
