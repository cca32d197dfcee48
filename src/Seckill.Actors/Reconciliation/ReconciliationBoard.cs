using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Reconciliation;

/// <summary>
/// What this node knows of the reconciliation, wherever that runs: it reads the tables again and again. While they are away it keeps what it
/// knew, and the age of the last round grows.
/// </summary>
public sealed class ReconciliationBoard(IReconciliationTables tables, TimeProvider time, ILogger<ReconciliationBoard> log) : BackgroundService
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromSeconds(2);

    private readonly LogThrottle _throttle = new(time, TimeSpan.FromSeconds(60));
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private ReconciliationSummary? _newest;

    /// <summary>The newest summary; null before the first reading.</summary>
    public ReconciliationSummary? Newest => Volatile.Read(ref _newest);

    /// <summary>How long ago the last complete round ended; before the first one, how long this node runs.</summary>
    public TimeSpan RoundAge => time.GetUtcNow() - (Newest?.Round.CompletedAt ?? _startedAt) is { Ticks: > 0 } age ? age : TimeSpan.Zero;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ReadEvery, time);
        do
        {
            try
            {
                Volatile.Write(ref _newest, await tables.ReadSummaryAsync(stoppingToken).ConfigureAwait(false));
            }
#pragma warning disable CA1031 // Whatever keeps the tables from being read, the next reading tries again.
            catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (_throttle.IsOpen(out var untold))
                    log.LogWarning("What the reconciliation has found cannot be read at present: {Error} ({Untold} more)", error.Message, untold);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
