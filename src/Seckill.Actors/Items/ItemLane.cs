using Seckill.Actors.Hosting;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <summary>
/// The gateway's queue for one item. While the allowed number of batches is under way, requests gather; a finished batch takes
/// the next with it. No timer and no lingering: an idle lane sends at once, a busy one batches by itself.
/// </summary>
internal sealed class ItemLane(
    ItemId item, Func<IWithItemId, CancellationToken, Task<object?>> ask, SeckillLimits limits, TimeProvider time)
{
    private static readonly Reply Overloaded = new(Outcome.Overloaded);
    private static readonly Reply Unknown = new(Outcome.OutcomeUnknown);

    private readonly Lock _gate = new();
    private readonly Queue<Request> _waiting = new();
    private readonly Silence _silence = new(time);
    private int _inFlight;
    private long _revisionSeen;
    private volatile int _node;

    public int Depth => _waiting.Count;

    /// <summary>The node that the item last answered from; 0 when it has not answered yet.</summary>
    public int Node => _node;

    public long RevisionSeen => Volatile.Read(ref _revisionSeen);

    public async Task<Reply> SendAsync(ICommand command, CancellationToken cancellation)
    {
        var request = new Request(command);
        bool start;
        lock (_gate)
        {
            if (_waiting.Count >= limits.GatewayQueueMax)
            {
                EngineMetrics.GatewaySheds.Add(1);
                return Overloaded;
            }

            _waiting.Enqueue(request);
            start = _inFlight < limits.GatewayBatchesInFlightMax;
            if (start) _inFlight++;
        }

        if (start) _ = PumpAsync();
        try
        {
            return await request.Task.WaitAsync(TimeSpan.FromMilliseconds(limits.RequestTimeoutMs), time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return request.TryAbandon() ? Overloaded : Unknown;
        }
        finally
        {
            request.TryAbandon();
        }
    }

    /// <summary>Sends batches until nothing waits. Cannot throw: whatever happens becomes the requests' answer.</summary>
    private async Task PumpAsync()
    {
        while (NextBatch() is { Length: > 0 } batch)
        {
            try
            {
                var message = new CommandBatch(item, [.. batch.Select(request => request.Command)]);
                _silence.Asked();
                Complete(batch, await ask(message, CancellationToken.None).ConfigureAwait(false));
            }
#pragma warning disable CA1031 // A shut-down actor system throws what it likes; the outcome of what was sent is unknown all the same.
            catch (Exception)
#pragma warning restore CA1031
            {
                CompleteAll(batch, Unknown);
            }
        }
    }

    /// <summary>Takes what waits, up to the batch limit, without what its caller has given up. Ends the pump when nothing is left.</summary>
    private Request[] NextBatch()
    {
        lock (_gate)
        {
            var batch = new List<Request>(Math.Min(_waiting.Count, limits.GatewayBatchMax));
            while (batch.Count < limits.GatewayBatchMax && _waiting.TryDequeue(out var request))
            {
                if (request.TrySend()) batch.Add(request);
            }

            if (batch.Count == 0) _inFlight--;
            return [.. batch];
        }
    }

    private void Complete(Request[] batch, object? answer)
    {
        switch (answer)
        {
            case BatchReply reply when reply.Replies.Length == batch.Length:
                _silence.Answered();
                Hear(reply);
                for (var i = 0; i < batch.Length; i++) batch[i].Complete(reply.Replies[i]);
                break;
            case ItemUnavailable:
                CompleteAll(batch, Overloaded);
                break;
            default:
                CompleteAll(batch, Unknown);
                break;
        }
    }

    /// <summary>Remembers where the item lives, and how far it has come.</summary>
    public void Hear(BatchReply reply)
    {
        _node = reply.Node;
        InterlockedMax(ref _revisionSeen, reply.Revision);
    }

    private static void CompleteAll(Request[] batch, Reply reply)
    {
        foreach (var request in batch) request.Complete(reply);
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    /// <summary>A caller's wait: queued, then either sent or abandoned, never both.</summary>
    private sealed class Request(ICommand command)
    {
        private const int Queued = 0;
        private const int Sent = 1;
        private const int Abandoned = 2;

        private readonly TaskCompletionSource<Reply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _stage = Queued;

        public ICommand Command => command;

        public Task<Reply> Task => _reply.Task;

        public bool TrySend() => Interlocked.CompareExchange(ref _stage, Sent, Queued) == Queued;

        public bool TryAbandon() => Interlocked.CompareExchange(ref _stage, Abandoned, Queued) == Queued;

        public void Complete(Reply reply) => _reply.TrySetResult(reply);
    }
}
