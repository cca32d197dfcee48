using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;
using Waiting = Seckill.Actors.Items.Waiting<Seckill.Domain.Campaigns.CampaignProtocol.ICommand>;

namespace Seckill.Actors.Campaigns;

/// <summary>
/// The single writer of one bucket of a campaign. It writes as items do: commands wait while a write is under way, and are then decided
/// together into one event. Reports that come without a wish for a slot are answered at once and wait for the next entry, for
/// <see cref="ReportsWait"/> at most. A crash may lose them: what they said can be asked of the items again.
/// </summary>
public sealed partial class CampaignActor : LedgerWriter<CampaignState, SlotsCommitted>
{
    /// <summary>How long reports wait for a wish to share its entry.</summary>
    public static readonly TimeSpan ReportsWait = TimeSpan.FromMilliseconds(250);

    private sealed record Flight(CampaignDecision Decision, Waiting[] Callers, long StartedAt);

    private sealed record Tick(string Name) : INotInfluenceReceiveTimeout;

    private static readonly Tick ReportsTick = new("reports");

    private readonly CampaignEnvironment _environment;
    private readonly CommandBuffer<ICommand> _buffer;
    private Flight? _flight;

    /// <summary>Creates the writer of one bucket; it recovers by itself.</summary>
    public CampaignActor(CampaignBucket bucket, CampaignEnvironment environment)
        : base(CampaignSharding.JournalIdOf(bucket), CampaignState.Empty(bucket), environment.Limits.SnapshotEveryEntries, environment.Snapshots)
    {
        _environment = environment;
        _buffer = new CommandBuffer<ICommand>(environment.Limits.ItemBufferMax, environment.Limits.ItemBatchMax);

        Command<CampaignBatch>(OnBatch);
        Command<StopCampaign>(_ => OnStop());
        Command<Tick>(_ => DecideIfIdle());
    }

    private void OnBatch(CampaignBatch batch)
    {
        var isReport = !batch.Commands.Any(command => command is TakeSlot);
        if (IsStopping)
        {
            Sender.Tell(NotDelivered.Instance);
        }
        else if (!_buffer.TryAdd(new Waiting(batch.Commands, isReport ? ActorRefs.Nobody : Sender)))
        {
            EngineMetrics.ItemSheds.Add(batch.Commands.Length);
            AnswerAll(Sender, batch.Commands.Length, SlotOutcome.Overloaded);
        }
        else if (isReport)
        {
            if (!Timers.IsTimerActive(ReportsTick.Name)) Timers.StartSingleTimer(ReportsTick.Name, ReportsTick, ReportsWait);
            AnswerAll(Sender, batch.Commands.Length, SlotOutcome.Noted);
        }
        else
        {
            DecideIfIdle();
        }
    }

    private void DecideIfIdle()
    {
        if (_flight is null) DecideWaiting();
    }

    /// <summary>Decides the whole buffer, up to the batch limit, until there is something to write or nothing waits.</summary>
    private void DecideWaiting()
    {
        while (!_buffer.IsEmpty)
        {
            var callers = _buffer.TakeBatch();
            ICommand[] commands = [.. callers.SelectMany(caller => caller.Commands)];
            var decision = CampaignDecider.Decide(State, commands, _environment.Time.GetUtcNow(), _environment.Rule);
            var flight = new Flight(decision, callers, _environment.Time.GetTimestamp());
            if (decision.Batch is { } batch)
            {
                Write(flight, batch);
                return;
            }

            Answer(flight);
        }
    }

    private void Write(Flight flight, SlotsCommitted batch)
    {
        _flight = flight;
        PersistAsync(batch, OnCommitted);
    }

    private void OnCommitted(SlotsCommitted batch)
    {
        var flight = _flight!;
        _flight = null;
        Commit(flight.Decision.Next);
        Answer(flight);
        EngineMetrics.JournalLatency.Record(_environment.Time.GetElapsedTime(flight.StartedAt).TotalSeconds);
        SaveWhenDue(batch);
        DecideWaiting();
        if (IsStopping) StopWhenWritten();
    }

    private void Answer(Flight flight)
    {
        var from = 0;
        foreach (var caller in flight.Callers)
        {
            var count = caller.Commands.Length;
            caller.Caller!.Tell(ReplyOf(ImmutableArray.Create(flight.Decision.Answers, from, count)));
            from += count;
        }
    }

    private void AnswerAll(IActorRef caller, int count, SlotOutcome outcome) =>
        caller.Tell(ReplyOf([.. Enumerable.Repeat(new SlotAnswer(outcome), count)]));

    private CampaignReply ReplyOf(ImmutableArray<SlotAnswer> answers) => new(State.Bucket, answers, _environment.Node);
}
