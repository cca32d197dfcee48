using System.Collections.Immutable;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;

namespace Seckill.Actors.Gateway;

/// <summary>How a lane talks to its entity.</summary>
/// <typeparam name="TCommand">What the entity is asked.</typeparam>
/// <typeparam name="TReply">Its answer to a batch.</typeparam>
/// <typeparam name="TAnswer">The part of it for one request.</typeparam>
internal interface ILaneProtocol<TCommand, TReply, TAnswer>
    where TReply : class
{
    /// <summary>The answer when nothing was sent, or the entity has decided nothing.</summary>
    TAnswer Overloaded { get; }

    /// <summary>The answer when nobody knows what the entity has decided.</summary>
    TAnswer Unknown { get; }

    /// <summary>Sends a batch and completes with what came back; null when nothing did.</summary>
    Task<object?> AskAsync(ImmutableArray<TCommand> commands);

    /// <summary>The node that the entity has answered from.</summary>
    int NodeOf(TReply reply);

    /// <summary>How many requests it has answered.</summary>
    int CountOf(TReply reply);

    /// <summary>The answer to the request at a place.</summary>
    TAnswer AnswerAt(TReply reply, int place);
}

/// <summary>
/// A node's queue for one waiting room or one bucket of a campaign, in the manner of <see cref="ItemLane"/>: one batch is under way at a time,
/// and what comes meanwhile travels together. It lacks what only a purchase needs: traces, the pause for crowds, one timer for all.
/// </summary>
internal sealed class EntityLane<TCommand, TReply, TAnswer>(
    ILaneProtocol<TCommand, TReply, TAnswer> protocol, SeckillLimits limits, GatewayQueueSwitch queueMax, TimeProvider time)
    where TReply : class
{
    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(limits.RequestTimeoutMs);
    private readonly Lock _gate = new();
    private readonly Queue<Request> _waiting = new();
    private bool _isPumping;
    private volatile int _node;

    /// <summary>The node that the entity last answered from; 0 when it has not answered yet.</summary>
    public int Node => _node;

    /// <summary>Completes with the entity's answer, or with one that says that there is none. Throws only when the caller cancels.</summary>
    public async Task<TAnswer> SendAsync(TCommand command, CancellationToken cancellation)
    {
        if (Enqueue(command) is not { } request) return protocol.Overloaded;
        try
        {
            return await request.Answer.Task.WaitAsync(_patience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return request.TryTake() ? protocol.Overloaded : protocol.Unknown;
        }
        catch (OperationCanceledException)
        {
            request.TryTake();
            throw;
        }
    }

    /// <summary>Sends a command whose answer nobody waits for. It may get lost.</summary>
    public void Tell(TCommand command) => Enqueue(command);

    /// <summary>Null when the queue is full.</summary>
    private Request? Enqueue(TCommand command)
    {
        var request = new Request(command);
        lock (_gate)
        {
            if (_waiting.Count >= queueMax.Number)
            {
                EngineMetrics.GatewaySheds.Add(1);
                return null;
            }

            _waiting.Enqueue(request);
            if (_isPumping) return request;
            _isPumping = true;
        }

        // The pump serves many requests, so it must not take the first one's activity for its own.
        ThreadPool.UnsafeQueueUserWorkItem(static lane => _ = lane.PumpAsync(), this, preferLocal: false);
        return request;
    }

    /// <summary>Sends batches until nothing waits. Cannot throw: any failure becomes the requests' answer.</summary>
    private async Task PumpAsync()
    {
        while (NextBatch() is { Length: > 0 } batch) Complete(batch, await AskAsync(batch).ConfigureAwait(false));
    }

    /// <summary>Takes waiting requests, up to the batch limit, without abandoned ones. Ends the pump when nothing is left.</summary>
    private Request[] NextBatch()
    {
        lock (_gate)
        {
            var batch = new List<Request>(Math.Min(_waiting.Count, limits.GatewayBatchMax));
            while (batch.Count < limits.GatewayBatchMax && _waiting.TryDequeue(out var request))
            {
                if (request.TryTake()) batch.Add(request);
            }

            _isPumping = batch.Count > 0;
            return [.. batch];
        }
    }

    /// <summary>The entity's answer; null when none came. A shut-down actor system may throw anything, which counts as no answer.</summary>
    private async Task<object?> AskAsync(Request[] batch)
    {
        try
        {
            return await protocol.AskAsync([.. batch.Select(request => request.Command)]).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever went wrong, the outcome of the sent batch is unknown.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private void Complete(Request[] batch, object? answer)
    {
        if (answer is TReply reply && protocol.CountOf(reply) == batch.Length)
        {
            _node = protocol.NodeOf(reply);
            for (var i = 0; i < batch.Length; i++) batch[i].Answer.TrySetResult(protocol.AnswerAt(reply, i));
            return;
        }

        var none = answer is WriterUnavailable ? protocol.Overloaded : protocol.Unknown;
        foreach (var request in batch) request.Answer.TrySetResult(none);
    }

    /// <summary>A caller's wait. The request is taken once: by the pump, which sends it, or by its caller, who gives up.</summary>
    private sealed class Request(TCommand command)
    {
        private int _isTaken;

        public TCommand Command => command;

        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;
    }
}
