using Microsoft.Extensions.Hosting;
using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Hosting;

/// <summary>
/// Sends one question all the way to an item and back before the node calls itself ready: shards are allocated, the journal has
/// been read once, and the first buyer does not pay for any of it. The item asked does not exist, so nothing is left behind.
/// </summary>
public sealed class WarmUp(ItemGateway gateway, TimeProvider time) : BackgroundService
{
    private static readonly OrderId Nothing = new(ItemId.Parse("warm-up"), 1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether items have answered.</summary>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(Pause, time);
        do
        {
            var reply = await gateway.FindOrderAsync(Nothing, stoppingToken).ConfigureAwait(false);
            IsDone = reply.Outcome != Outcome.OutcomeUnknown;
        }
        while (!IsDone && await pause.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }
}
