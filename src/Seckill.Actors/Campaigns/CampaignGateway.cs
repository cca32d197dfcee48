using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Campaigns;

/// <summary>This node's access to the buckets of campaigns: as <see cref="ItemGateway"/> is for items.</summary>
public sealed class CampaignGateway(
    IRequiredActor<CampaignActor> region, UnreachableNodes unreachable, IOptions<SeckillLimits> limits, GatewayQueueSwitch queueMax,
    TimeProvider time)
{
    /// <summary>A planned move takes about 0.2 s.</summary>
    private static readonly TimeSpan ResendAfter = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<CampaignBucket, CampaignLane> _lanes = new();

    /// <summary>
    /// Sends a command and completes with the answer, or with <see cref="SlotOutcome.Overloaded"/>, when nothing was decided, or
    /// <see cref="SlotOutcome.Unknown"/>. Never throws.
    /// </summary>
    public Task<SlotAnswer> AskAsync(CampaignBucket bucket, ICommand command) => LaneOf(bucket).AskAsync(command);

    /// <summary>Sends a report that nobody waits for. It may get lost.</summary>
    public void Tell(CampaignBucket bucket, ICommand report) => LaneOf(bucket).Tell(report);

    private CampaignLane LaneOf(CampaignBucket bucket) =>
        _lanes.GetOrAdd(bucket, static (bucket, gateway) => new CampaignLane(bucket, gateway.AskAsync, gateway.Limits, gateway.QueueMax, gateway.Time), this);

    private SeckillLimits Limits => limits.Value;

    private GatewayQueueSwitch QueueMax => queueMax;

    private TimeProvider Time => time;

    /// <summary>
    /// Asks until the bucket has received and answered the message; null when the time is up. While the bucket moves, or its node is
    /// unreachable, the message waits or is sent again: it was never decided.
    /// </summary>
    private async Task<object?> AskAsync(CampaignBatch message)
    {
        var (startedAt, allowed) = (time.GetTimestamp(), TimeSpan.FromMilliseconds(limits.Value.RequestTimeoutMs));
        while (true)
        {
            var left = allowed - time.GetElapsedTime(startedAt);
            if (left <= TimeSpan.Zero) return null;
            if (!unreachable.Contains(LaneOf(message.Bucket).Node))
            {
                var answer = await AskOnceAsync(message, left).ConfigureAwait(false);
                if (answer is not NotDelivered) return answer;
                EngineMetrics.Redeliveries.Add(1);
            }

            await Task.Delay(ResendAfter, time).ConfigureAwait(false);
        }
    }

    private async Task<object?> AskOnceAsync(CampaignBatch message, TimeSpan timeout)
    {
        try
        {
            return await region.ActorRef.Ask<object>(message, timeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
