using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;
using Waiting = Seckill.Actors.Ledger.Waiting<Seckill.Domain.Campaigns.CampaignProtocol.ICommand>;

namespace Seckill.Actors.Campaigns;

/// <summary>
/// The single writer of one bucket of a campaign. Reports that come without a wish for a slot are answered at once and wait for the next
/// entry, for <see cref="ReportsWait"/> at most. A crash may lose them: what they said can be asked of the items again.
/// </summary>
public sealed partial class CampaignActor : GroupCommitWriter<CampaignState, SlotsCommitted, ICommand, SlotAnswer>
{
    /// <summary>How long reports wait for a wish to share its entry.</summary>
    public static readonly TimeSpan ReportsWait = TimeSpan.FromMilliseconds(250);

    private sealed record Tick(string Name) : INotInfluenceReceiveTimeout;

    private static readonly Tick ReportsTick = new("reports");

    private readonly CampaignEnvironment _environment;

    /// <summary>Creates the writer of one bucket; it recovers by itself.</summary>
    public CampaignActor(CampaignBucket bucket, CampaignEnvironment environment)
        : base(CampaignSharding.JournalIdOf(bucket), CampaignState.Empty(bucket), environment.Limits, environment.Snapshots, environment.Time)
    {
        _environment = environment;

        Command<CampaignBatch>(OnBatch);
        Command<StopCampaign>(_ => OnStop());
        Command<Tick>(_ => DecideIfIdle());
    }

    /// <inheritdoc/>
    /// <remarks>Reports have been answered already.</remarks>
    protected override bool WritesAllBeforeStop => true;

    private void OnBatch(CampaignBatch batch)
    {
        var waiting = new Waiting(batch.Commands, Sender);
        if (IsStopping || batch.Commands.Any(command => command is TakeSlot)) Take(waiting);
        else if (!TryQueue(waiting with { Caller = ActorRefs.Nobody })) Shed(waiting);
        else Note(batch.Commands.Length);
    }

    private void Note(int reports)
    {
        if (!Timers.IsTimerActive(ReportsTick.Name)) Timers.StartSingleTimer(ReportsTick.Name, ReportsTick, ReportsWait);
        Sender.Tell(MessageOf([.. Enumerable.Repeat(new SlotAnswer(SlotOutcome.Noted), reports)]));
    }

    /// <inheritdoc/>
    private protected override Decided Decide(ImmutableArray<ICommand> commands)
    {
        var decision = CampaignDecider.Decide(State, commands, Now, _environment.Rule);
        return new Decided(decision.Batch, decision.Next, decision.Answers);
    }

    /// <inheritdoc/>
    private protected override void OnCommitted(Flight flight, CampaignState before, SlotsCommitted entry)
    {
        Answer(flight);
        EngineMetrics.JournalLatency.Record(_environment.Time.GetElapsedTime(flight.StartedAt).TotalSeconds);
    }

    /// <inheritdoc/>
    protected override SlotAnswer Overloaded => new(SlotOutcome.Overloaded);

    /// <inheritdoc/>
    protected override SlotAnswer Unknown => new(SlotOutcome.Unknown);

    /// <inheritdoc/>
    protected override object MessageOf(ImmutableArray<SlotAnswer> replies) => new CampaignReply(State.Bucket, replies, _environment.Node);
}
