using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Seckill.Actors.Hosting;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Ledger;

/// <summary>
/// A writer with group commit: while an entry is being written, commands wait in a bounded buffer; then the whole buffer is decided at once
/// into the next entry. There is one state, the committed one. Whoever's command needs an entry is answered when it is in the journal. A
/// write that fails stops the writer: nothing was applied, and the restart recovers from the journal.
/// </summary>
/// <typeparam name="TState">What the ledger's entries have made.</typeparam>
/// <typeparam name="TEntry">An entry.</typeparam>
/// <typeparam name="TCommand">A command.</typeparam>
/// <typeparam name="TReply">The answer to a command.</typeparam>
public abstract class GroupCommitWriter<TState, TEntry, TCommand, TReply> : LedgerWriter<TState, TEntry>
    where TState : class, ILedgerState<TState, TEntry>
    where TEntry : class
{
    private readonly CommandBuffer<TCommand> _buffer;
    private readonly TimeProvider _time;

    /// <inheritdoc/>
    private protected GroupCommitWriter(string journalId, TState empty, SeckillLimits limits, SnapshotTrust trust, TimeProvider time)
        : base(journalId, empty, limits.SnapshotEveryEntries, trust) =>
        (_buffer, _time) = (new CommandBuffer<TCommand>(limits.ItemBufferMax, limits.ItemBatchMax), time);

    /// <summary>The entry that is being written, and who waits for it; null when none is.</summary>
    private protected Flight? InFlight { get; private set; }

    /// <inheritdoc/>
    protected sealed override bool IsWriting => InFlight is not null;

    /// <summary>Whether there is nothing to decide and nothing to write.</summary>
    protected bool IsAtRest => InFlight is null && _buffer.IsEmpty;

    /// <summary>Whether commands that wait are written before a stop. As a rule their callers are told to send them again.</summary>
    protected virtual bool WritesAllBeforeStop => false;

    /// <summary>The writer's clock.</summary>
    protected DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>The answer when the buffer is full.</summary>
    protected abstract TReply Overloaded { get; }

    /// <summary>The answer when a write has failed.</summary>
    protected abstract TReply Unknown { get; }

    /// <summary>Decides a batch of commands.</summary>
    private protected abstract Decided Decide(ImmutableArray<TCommand> commands);

    /// <summary>The message that takes answers to the caller of some commands.</summary>
    protected abstract object MessageOf(ImmutableArray<TReply> replies);

    /// <summary>
    /// The journal has committed an entry, and <see cref="LedgerWriter{TState,TEntry}.State"/> is what it has made. This must
    /// <see cref="Answer"/> the flight: first what callers may rely on, then the answer, then everything else.
    /// </summary>
    private protected abstract void OnCommitted(Flight flight, TState before, TEntry entry);

    /// <summary>An entry is about to be written.</summary>
    private protected virtual void OnWriting(Flight flight)
    {
    }

    /// <summary>Commands of the writer's own have been decided.</summary>
    protected virtual void OnOwnDecided(ImmutableArray<TCommand> commands)
    {
    }

    /// <summary>Counts commands that were refused for want of room.</summary>
    protected virtual void OnShed(int commands) => EngineMetrics.ItemSheds.Add(commands);

    /// <summary>Nothing waits any more, and nothing is being written.</summary>
    protected virtual void OnAllDecided()
    {
    }

    /// <summary>Takes the commands of a message, and answers when they are decided; at once if they cannot be taken.</summary>
    private protected void Take(Waiting<TCommand> waiting)
    {
        if (IsStopping) waiting.Caller!.Tell(NotDelivered.Instance);
        else if (TryQueue(waiting)) DecideIfIdle();
        else Shed(waiting);
    }

    /// <summary>Queues commands without deciding them yet. False when there is no room; the writer's own always have some.</summary>
    private protected bool TryQueue(Waiting<TCommand> waiting) => _buffer.TryAdd(waiting);

    /// <summary>Refuses commands for which there is no room.</summary>
    private protected void Shed(Waiting<TCommand> waiting)
    {
        OnShed(waiting.Commands.Length);
        AnswerAll(waiting, Overloaded);
    }

    /// <summary>Decides what waits, unless an entry is being written: then it is decided afterwards.</summary>
    protected void DecideIfIdle()
    {
        if (InFlight is null) DecideWaiting();
    }

    /// <summary>Answers every caller of a flight; the writer's own commands are handed to <see cref="OnOwnDecided"/>.</summary>
    private protected void Answer(Flight flight)
    {
        var from = 0;
        foreach (var caller in flight.Callers)
        {
            var count = caller.Commands.Length;
            if (caller.Caller is null) OnOwnDecided(caller.Commands);
            else caller.Caller.Tell(MessageOf(ImmutableArray.Create(flight.Decided.Replies, from, count)));
            from += count;
        }
    }

    /// <summary>Decides the whole buffer, up to the batch limit, until there is something to write or nothing waits.</summary>
    private void DecideWaiting()
    {
        while (!_buffer.IsEmpty)
        {
            var callers = _buffer.TakeBatch();
            ImmutableArray<TCommand> commands = callers.Length == 1 ? callers[0].Commands : [.. callers.SelectMany(caller => caller.Commands)];
            var flight = new Flight(Decide(commands), callers, _time.GetTimestamp());
            if (flight.Decided.Entry is { } entry)
            {
                Write(flight, entry);
                return;
            }

            Answer(flight);
        }

        OnAllDecided();
    }

    private void Write(Flight flight, TEntry entry)
    {
        InFlight = flight;
        OnWriting(flight);
        PersistAsync(entry, OnWritten);
    }

    private void OnWritten(TEntry entry)
    {
        var (flight, before) = (InFlight!, State);
        InFlight = null;
        Commit(flight.Decided.Next);
        OnCommitted(flight, before, entry);
        SaveWhenDue(entry);
        if (!IsStopping || WritesAllBeforeStop) DecideWaiting();
        if (IsStopping) StopWhenWritten();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (var caller in InFlight?.Callers ?? []) AnswerAll(caller, Unknown);
        // A writer that moves is back elsewhere in a moment; one whose write failed may be away as long as its database.
        IWireMessage goodbye = IsStopping ? NotDelivered.Instance : WriterUnavailable.Instance;
        foreach (var waiting in _buffer.All) waiting.Caller?.Tell(goodbye);
        base.PostStop();
    }

    private void AnswerAll(Waiting<TCommand> waiting, TReply reply) =>
        waiting.Caller?.Tell(MessageOf([.. Enumerable.Repeat(reply, waiting.Commands.Length)]));

    /// <summary>What was made of a batch of commands.</summary>
    /// <param name="Entry">The entry to write; null when the commands change nothing.</param>
    /// <param name="Next">The state once it is written.</param>
    /// <param name="Replies">One for each command.</param>
    private protected readonly record struct Decided(TEntry? Entry, TState Next, TReply[] Replies);

    /// <summary>A decided batch on its way into the journal.</summary>
    /// <param name="Decided">What was decided.</param>
    /// <param name="Callers">Who waits.</param>
    /// <param name="StartedAt">When it was handed to the journal.</param>
    private protected sealed record Flight(Decided Decided, Waiting<TCommand>[] Callers, long StartedAt)
    {
        /// <summary>The activity of the write; null when it is not traced.</summary>
        public Activity? Trace { get; set; }
    }
}
