using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Campaigns;

/// <summary>This node's access to the buckets of campaigns: as <see cref="ItemGateway"/> is for items.</summary>
public sealed class CampaignGateway(
    IRequiredActor<CampaignActor> region, UnreachableNodes unreachable, IOptions<SeckillLimits> limits, GatewayQueueSwitch queueMax,
    TimeProvider time)
{
    private readonly ConcurrentDictionary<CampaignBucket, EntityLane<ICommand, CampaignReply, SlotAnswer>> _lanes = new();
    private readonly Deliveries _deliveries = new(unreachable, TimeSpan.FromMilliseconds(limits.Value.RequestTimeoutMs), time);

    /// <summary>
    /// Sends a command and completes with the answer, or with <see cref="SlotOutcome.Overloaded"/>, when nothing was decided, or
    /// <see cref="SlotOutcome.Unknown"/>. Never throws.
    /// </summary>
    public Task<SlotAnswer> AskAsync(CampaignBucket bucket, ICommand command) => LaneOf(bucket).SendAsync(command, CancellationToken.None);

    /// <summary>Sends a report that nobody waits for. It may get lost.</summary>
    public void Tell(CampaignBucket bucket, ICommand report) => LaneOf(bucket).Tell(report);

    private EntityLane<ICommand, CampaignReply, SlotAnswer> LaneOf(CampaignBucket bucket) => _lanes.GetOrAdd(
        bucket, static (bucket, gateway) => gateway.NewLane(bucket), this);

    private EntityLane<ICommand, CampaignReply, SlotAnswer> NewLane(CampaignBucket bucket) =>
        new(new Protocol(this, bucket), limits.Value, queueMax, time);

    private Task<object?> AskAsync(CampaignBatch batch) => _deliveries.AskAsync(
        region.ActorRef, batch, () => _lanes.GetValueOrDefault(batch.Bucket)?.Node ?? 0, CancellationToken.None);

    private sealed class Protocol(CampaignGateway gateway, CampaignBucket bucket) : ILaneProtocol<ICommand, CampaignReply, SlotAnswer>
    {
        public SlotAnswer Overloaded { get; } = new(SlotOutcome.Overloaded);

        public SlotAnswer Unknown { get; } = new(SlotOutcome.Unknown);

        public Task<object?> AskAsync(ImmutableArray<ICommand> commands) => gateway.AskAsync(new CampaignBatch(bucket, commands));

        public int NodeOf(CampaignReply reply) => reply.Node;

        public int CountOf(CampaignReply reply) => reply.Answers.Length;

        public SlotAnswer AnswerAt(CampaignReply reply, int place) => reply.Answers[place];
    }
}
