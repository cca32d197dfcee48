using Akka.Actor;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Gateway;

/// <summary>
/// Asks an entity of a shard region until it has received and answered the message, for as long as a request may take. While the entity
/// moves, or its node is unreachable, the message waits or is sent again: it was never decided.
/// </summary>
internal sealed class Deliveries(UnreachableNodes unreachable, TimeSpan allowed, TimeProvider time)
{
    /// <summary>A planned move takes about 0.2 s.</summary>
    private static readonly TimeSpan ResendAfter = TimeSpan.FromMilliseconds(50);

    /// <summary>The answer; null when the time is up.</summary>
    /// <param name="region">The entities' region.</param>
    /// <param name="message">The message.</param>
    /// <param name="nodeOf">The node from which the entity last answered; 0 when it has not.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<object?> AskAsync(IActorRef region, object message, Func<int> nodeOf, CancellationToken cancellation)
    {
        var startedAt = time.GetTimestamp();
        while (true)
        {
            var left = allowed - time.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero) return null;
            if (!unreachable.Contains(nodeOf()))
            {
                var answer = await AskOnceAsync(region, message, left, cancellation).ConfigureAwait(false);
                if (answer is not NotDelivered) return answer;
                EngineMetrics.Redeliveries.Add(1);
            }

            await Task.Delay(ResendAfter, time, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<object?> AskOnceAsync(IActorRef region, object message, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            return await region.Ask<object>(message, timeout, cancellation).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
