using Microsoft.Extensions.Hosting;

namespace Seckill.Actors.Health;

/// <summary>
/// Sends a question all the way to an item and back before the node reports ready. Then shards are allocated and the journal has been
/// read once, and the first buyer does not pay for either.
/// </summary>
public sealed class WarmUp(ItemPulse pulse, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether items have answered.</summary>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(Pause, time);
        do
        {
            IsDone = await pulse.IsBeatingAsync().WaitAsync(stoppingToken).ConfigureAwait(false);
        }
        while (!IsDone && await pause.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
