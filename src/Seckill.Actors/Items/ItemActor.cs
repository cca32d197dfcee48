using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Ledger;
using Seckill.Actors.Payments;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using Waiting = Seckill.Actors.Ledger.Waiting<Seckill.Domain.Items.ItemProtocol.ICommand>;

namespace Seckill.Actors.Items;

/// <summary>The single writer of one item: it decides whole batches of commands, and writes each batch as one entry.</summary>
public sealed partial class ItemActor : GroupCommitWriter<ItemState, BatchCommitted, ICommand, Reply>
{
    private sealed record Tick(string Name) : INotInfluenceReceiveTimeout;

    private static readonly Tick DeadlineTick = new("deadline");
    private static readonly Tick PublishTick = new("publish");
    private static readonly Tick RepeatTick = new("repeat");

    private readonly ItemEnvironment _environment;
    private readonly StatusPublisher _publisher;
    private readonly DeadlineTimer _deadline;
    private readonly NodeItems.Place _place;
    private readonly long _startedAt;

    /// <summary>Creates the writer of one item; it recovers by itself.</summary>
    public ItemActor(ItemId item, ItemEnvironment environment)
        : base(ItemPersistence.IdOf(item), ItemState.Empty(item), environment.Limits, environment.Snapshots, environment.Time)
    {
        _environment = environment;
        _place = new NodeItems.Place(environment.Items);
        _startedAt = environment.Time.GetTimestamp();
        _publisher = new StatusPublisher(
            environment.Time, TimeSpan.FromMilliseconds(environment.Limits.BoardThrottleMs), environment.Publish);
        _deadline = new DeadlineTimer(environment.Time, DeadlineTick);
        _inquiries = new DeadlineInquiries(item, environment.Time, environment.Limits);

        Command<CommandBatch>(batch => Take(new Waiting(batch.Commands, Sender, batch.TraceParent)));
        Command<FindOrder>(OnFindOrder);
        Command<GetHolders>(_ => OnGetHolders());
        Command<PaymentAnswer>(OnPaymentAnswer);
        Command<PaymentSilence>(OnPaymentSilence);
        Command<WakeItem>(_ => OnWake());
        Command<StopItem>(_ => Stop());
        Command<Tick>(OnTick);
    }

    private void OnFindOrder(FindOrder query)
    {
        var now = Now;
        Sender.Tell(ReplyOf(
            [Find(query.Sequence), .. query.More.Select(Find), .. query.PlacesOf.Select(buyer => ItemDecider.PlaceOf(State, buyer, now))]));
        StopIfNeverListed();
    }

    private Reply Find(long sequence)
    {
        var order = State.FindOrder(sequence);
        var outcome = order is not null ? Outcome.Found
            : sequence <= State.LastSequence ? Outcome.OrderForgotten
            : Outcome.OrderNotFound;
        return new Reply(outcome) { Order = order };
    }

    private void OnGetHolders()
    {
        // Hashing a million holders takes a while, and this thread must decide the sale. The state that the task reads never changes.
        var (state, asker, item) = (State, Sender, Self);
        _ = Task.Run(() =>
        {
            foreach (var page in HoldersPages.Of(state)) asker.Tell(page, item);
        });
        StopIfNeverListed();
    }

    private void OnWake()
    {
        // The item's own revision as the previous one makes an asker that does not know all holders ask for them.
        if (State.Status is { } status) Sender.Tell(new StatusPublished(status, status.Revision, []));
        StopIfNeverListed();
    }

    private void OnTick(Tick tick)
    {
        if (tick == DeadlineTick) OnDeadline();
        else if (tick == InquiryTick) OnInquiryTick();
        else if (tick == PublishTick) _publisher.Publish(State.Status!);
        else if (tick == RepeatTick) Repeat();
    }

    /// <inheritdoc/>
    private protected override Decided Decide(ImmutableArray<ICommand> commands)
    {
        var isOff = _environment.ArePurchasesOff();
        if (isOff) commands = [.. commands.Select(OnlyRepeat)];
        EngineMetrics.BatchCommands.Record(commands.Length);
        var decision = Decide(commands, _environment.WaitingNow(isOff));
        return new Decided(decision.Batch, decision.Next, decision.Replies);
    }

    private Decision Decide(ImmutableArray<ICommand> commands, WaitingRule waiting)
    {
        try
        {
            return ItemDecider.Decide(State, commands, Now, _environment.Churn, waiting);
        }
        catch (InvalidOperationException)
        {
            EngineMetrics.InvariantFailures.Add(1);
            throw;
        }
    }

    private static ICommand OnlyRepeat(ICommand command) => command switch
    {
        ReserveStock wish => new RepeatPurchase(wish),
        ReserveWithTicket { Wish: var wish } => new RepeatPurchase(wish),
        ReserveWithSlot { Wish: var wish } => new RepeatPurchase(wish),
        _ => command,
    };

    /// <inheritdoc/>
    private protected override void OnWriting(Flight flight) => flight.Trace = WriteTrace.Start(State.Id, flight.Callers);

    /// <inheritdoc/>
    private protected override void OnCommitted(Flight flight, ItemState before, BatchCommitted batch)
    {
        _place.Show(State);
        flight.Trace?.Commit(State.Revision);
        _environment.Show(State.Status!);
        Answer(flight);
        EngineMetrics.JournalLatency.Record(_environment.Time.GetElapsedTime(flight.StartedAt).TotalSeconds);
        _environment.Projection.Offer(new LedgerEntry(State.Id, State.Revision, batch) { Trace = flight.Trace });
        Announce(before, batch);
        LookAgainAt(batch);
        ArmDeadline();
        OfferRest();
    }

    /// <inheritdoc/>
    protected override Reply Overloaded => new(Outcome.Overloaded);

    /// <inheritdoc/>
    protected override Reply Unknown => new(Outcome.OutcomeUnknown);

    /// <inheritdoc/>
    protected override object MessageOf(ImmutableArray<Reply> replies) => ReplyOf(replies);

    private BatchReply ReplyOf(ImmutableArray<Reply> replies) => new(State.Id, State.Revision, replies, _environment.Node);

    private void Announce(ItemState before, BatchCommitted batch)
    {
        if (!before.IsListed)
            Timers.StartPeriodicTimer(RepeatTick.Name, RepeatTick, TimeSpan.FromMilliseconds(_environment.Limits.BoardRepeatMs));
        if (_publisher.Changed(before, State, batch) && !Timers.IsTimerActive(PublishTick.Name))
            Timers.StartSingleTimer(PublishTick.Name, PublishTick, TimeSpan.FromMilliseconds(_environment.Limits.BoardThrottleMs));
        if (!ReferenceEquals(before.Refunds, State.Refunds)) OweRefunds();
    }

    private void Repeat()
    {
        _publisher.Publish(State.Status!);
        OweRefunds();
        WakeRoom();
        // A timer does not notice when the wall clock is set.
        if (State.NextDeadline <= Now) LookAtAllDeadlines();
        if (IsWriting) return;
        OfferRest();
        DecideIfIdle();
    }

    /// <summary>
    /// Every batch offers what is available to those who wait, so something is left only if it was too much for one batch, or if no batch has
    /// come since purchases were switched on again or a clock was set.
    /// </summary>
    private void OfferRest()
    {
        if (!IsStopping && State.HasUnitsToOffer(Now) && !_environment.ArePurchasesOff())
            TryQueue(new Waiting([new OfferUnits()], Caller: null));
    }

    private void OweRefunds()
    {
        ImmutableArray<OwedRefund> owed =
            [.. State.RefundsDue.Select(refund => new OwedRefund(refund.Value.Sequence, refund.Key, refund.Value.Amount))];
        if (!owed.IsEmpty) _environment.OweRefunds(new RefundsOwed(State.Id, owed));
    }
}
