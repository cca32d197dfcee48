using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Actors.WaitingRooms;

/// <summary>A room's answer to one request.</summary>
/// <param name="Reply">What it decided.</param>
/// <param name="Face">The room then; null when it did not answer.</param>
public readonly record struct RoomAnswer(RoomReply Reply, RoomFace? Face);

/// <summary>
/// A node's queue for one waiting room, in the manner of an item's lane: one batch is under way at a time, and what comes meanwhile
/// travels together. It lacks what only a purchase needs: traces, the pause for crowds, one timer for all.
/// </summary>
internal sealed class RoomLane(ItemId item, Func<RoomBatch, Task<object?>> ask, int queueMax, int batchMax, TimeSpan patience, TimeProvider time)
{
    private sealed class Request(IRoomCommand command)
    {
        public IRoomCommand Command => command;

        public TaskCompletionSource<RoomAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public volatile bool IsSent;
    }

    private readonly Lock _gate = new();
    private readonly Queue<Request> _waiting = new();
    private bool _isPumping;
    private volatile int _node;

    /// <summary>The node that the room last answered from; 0 when it has not answered yet.</summary>
    public int Node => _node;

    /// <summary>Completes with the room's answer, or with one that says that there is none. Throws only when the caller cancels.</summary>
    public async Task<RoomAnswer> SendAsync(IRoomCommand command, CancellationToken cancellation)
    {
        var request = new Request(command);
        bool start;
        lock (_gate)
        {
            if (_waiting.Count >= queueMax) return Of(RoomOutcome.Overloaded);
            _waiting.Enqueue(request);
            start = !_isPumping;
            _isPumping = true;
        }

        if (start) _ = Task.Run(PumpAsync, CancellationToken.None);
        try
        {
            return await request.Answer.Task.WaitAsync(patience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Of(request.IsSent ? RoomOutcome.OutcomeUnknown : RoomOutcome.Overloaded);
        }
    }

    /// <summary>Sends batches until nothing waits. Cannot throw.</summary>
    private async Task PumpAsync()
    {
        while (NextBatch() is { Length: > 0 } batch)
        {
            var answer = await AskAsync(new RoomBatch(item, [.. batch.Select(request => request.Command)])).ConfigureAwait(false);
            Complete(batch, answer);
        }
    }

    private Request[] NextBatch()
    {
        lock (_gate)
        {
            var batch = new List<Request>(Math.Min(_waiting.Count, batchMax));
            while (batch.Count < batchMax && _waiting.TryDequeue(out var request))
            {
                request.IsSent = true;
                batch.Add(request);
            }

            if (batch.Count == 0) _isPumping = false;
            return [.. batch];
        }
    }

    private async Task<object?> AskAsync(RoomBatch batch)
    {
        try
        {
            return await ask(batch).ConfigureAwait(false);
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
        if (answer is RoomBatchReply reply && reply.Replies.Length == batch.Length)
        {
            _node = reply.Node;
            for (var i = 0; i < batch.Length; i++) batch[i].Answer.TrySetResult(new RoomAnswer(reply.Replies[i], reply.Face));
            return;
        }

        var none = Of(answer is ItemUnavailable ? RoomOutcome.Overloaded : RoomOutcome.OutcomeUnknown);
        foreach (var request in batch) request.Answer.TrySetResult(none);
    }

    private static RoomAnswer Of(RoomOutcome outcome) => new(new RoomReply(outcome), Face: null);
}
