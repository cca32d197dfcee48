using System.Collections.Immutable;
using Akka.Actor;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <summary>Commands that came in one message, and who waits for their answer; nobody for the item's own.</summary>
internal readonly record struct Waiting(ImmutableArray<ICommand> Commands, IActorRef? Caller);

/// <summary>What waits for the write in flight, in arrival order. Bounded, but for the item's own wishes.</summary>
internal sealed class CommandBuffer(int commandsMax, int batchMax)
{
    private readonly Queue<Waiting> _waiting = new();
    private int _commands;

    public bool IsEmpty => _waiting.Count == 0;

    public IEnumerable<Waiting> All => _waiting;

    /// <summary>False when the buffer cannot hold these commands too.</summary>
    public bool TryAdd(Waiting waiting)
    {
        if (_commands + waiting.Commands.Length > commandsMax && waiting.Caller is not null) return false;
        _waiting.Enqueue(waiting);
        _commands += waiting.Commands.Length;
        return true;
    }

    /// <summary>
    /// Takes the whole buffer, up to the batch limit; messages are never split, and at least one is taken. It takes at most one wish of the
    /// item's own, because each may release as many orders as one ledger entry should hold.
    /// </summary>
    public Waiting[] TakeBatch()
    {
        var batch = new List<Waiting>();
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
