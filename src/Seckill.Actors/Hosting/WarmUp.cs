using Microsoft.Extensions.Hosting;
using Seckill.Actors.Items;

namespace Seckill.Actors.Hosting;

/// <summary>
/// Sends a question all the way to an item and back before the node calls itself ready: shards are allocated, the journal has been
/// read once, and the first buyer does not pay for any of it.
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
