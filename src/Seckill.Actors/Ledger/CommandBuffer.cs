using System.Collections.Immutable;
using Akka.Actor;

namespace Seckill.Actors.Ledger;

/// <summary>Commands of one message, and the caller that waits for the answer; none for the writer's own commands.</summary>
/// <param name="Commands">The commands.</param>
/// <param name="Caller">Who waits.</param>
/// <param name="TraceParent">The trace context of the message; null when it is not traced.</param>
internal readonly record struct Waiting<TCommand>(ImmutableArray<TCommand> Commands, IActorRef? Caller, string? TraceParent = null);

/// <summary>Commands that wait for the write in flight, in arrival order. Bounded, except for the owner's own commands.</summary>
internal sealed class CommandBuffer<TCommand>(int commandsMax, int batchMax)
{
    private readonly Queue<Waiting<TCommand>> _waiting = new();
    private int _commands;

    public bool IsEmpty => _waiting.Count == 0;

    public IEnumerable<Waiting<TCommand>> All => _waiting;

    /// <summary>False when the buffer has no room for these commands.</summary>
    public bool TryAdd(Waiting<TCommand> waiting)
    {
        if (_commands + waiting.Commands.Length > commandsMax && waiting.Caller is not null) return false;
        _waiting.Enqueue(waiting);
        _commands += waiting.Commands.Length;
        return true;
    }

    /// <summary>
    /// Takes the whole buffer, up to the batch limit. It never splits a message and takes at least one. It takes at most one message of the
    /// writer's own, because each may release as many orders as one ledger entry should hold.
    /// </summary>
    public Waiting<TCommand>[] TakeBatch()
    {
        var batch = new List<Waiting<TCommand>>();
        var (commands, hasOwn) = (0, false);
        while (_waiting.TryPeek(out var next) && (batch.Count == 0 || commands + next.Commands.Length <= batchMax))
        {
            if (next.Caller is null)
            {
                if (hasOwn) break;
                hasOwn = true;
            }

            batch.Add(_waiting.Dequeue());
            commands += next.Commands.Length;
        }

        _commands -= commands;
        return [.. batch];
    }
}
