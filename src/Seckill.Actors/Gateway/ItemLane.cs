using System.Diagnostics;
using System.Runtime.InteropServices;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Gateway;

/// <summary>
/// The gateway's queue for one item. While the allowed number of batches is under way, requests gather; when a batch finishes, the
/// next is sent. So an idle lane sends at once, and a busy one batches by itself. One timer times out all requests.
/// </summary>
internal sealed class ItemLane
{
    /// <summary>Time-outs are at most this late, and the search for the next one runs at most this often.</summary>
    private static readonly TimeSpan ImpatiencePause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Callers of a batch that count as a crowd. Fewer return before the pause ends: with it, 64 buyers in a closed loop bought half as much.
    /// </summary>
    private const int CrowdMin = 100;

    private static readonly TimeSpan CrowdPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan CrowdReturnsWithin = TimeSpan.FromMilliseconds(5);

    private static readonly Reply Overloaded = new(Outcome.Overloaded);
    private static readonly Reply Unknown = new(Outcome.OutcomeUnknown);

    private readonly ItemId _item;
    private readonly Func<IWithItemId, CancellationToken, Task<object?>> _ask;
    private readonly SeckillLimits _limits;
    private readonly GatewayQueueSwitch _queueMax;
    private readonly TimeProvider _time;
    private readonly long _patience;
    private readonly ITimer _impatience;
    private readonly Lock _gate = new();
    private readonly Queue<LaneRequest> _waiting = new();
    private readonly List<LaneRequest[]> _inFlight = [];
    private readonly AnswerPauses _pauses;
    private readonly OrderQueries _queries;
    private bool _isTimed;
    private int _pumps;
    private int _crowd;
    private long _answeredAt;
    private long _revisionSeen;
    private volatile int _node;

    public ItemLane(
        ItemId item, Func<IWithItemId, CancellationToken, Task<object?>> ask, SeckillLimits limits, GatewayQueueSwitch queueMax,
        TimeProvider time)
    {
        (_item, _ask, _limits, _queueMax, _time) = (item, ask, limits, queueMax, time);
        _patience = limits.RequestTimeoutMs * time.TimestampFrequency / 1_000;
        _impatience = time.CreateTimer(lane => ((ItemLane)lane!).EndLongWaits(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pauses = new AnswerPauses(time);
        _queries = new OrderQueries(item, ask, Hear, limits, queueMax, time);
    }

    public int Depth => _waiting.Count + _queries.Depth;

    /// <summary>The node that the item last answered from; 0 when it has not answered yet.</summary>
    public int Node => _node;

    public long RevisionSeen => Volatile.Read(ref _revisionSeen);

    public Task<Reply> SendAsync(ICommand command, CancellationToken cancellation)
    {
        var request = new LaneRequest(command, _time.GetTimestamp() + _patience, EngineTraces.Request);
        bool start;
        lock (_gate)
        {
            if (_waiting.Count >= _queueMax.Number)
            {
                EngineMetrics.GatewaySheds.Add(1);
                return Task.FromResult(Overloaded);
            }

            _waiting.Enqueue(request);
            start = _pumps < _limits.GatewayBatchesInFlightMax;
            if (start) _pumps++;
            if (!_isTimed) TimeWaits(request.Deadline);
        }

        if (cancellation.CanBeCanceled) request.LeaveOn(cancellation);
        if (start) StartPump();
        return request.Task;
    }

    /// <summary>Asks for an order, independently of the commands.</summary>
    public Task<Reply> FindOrderAsync(long sequence, CancellationToken cancellation) => _queries.FindAsync(sequence, cancellation);

    /// <summary>Asks for a buyer's place on the waiting list, independently of the commands.</summary>
    public Task<Reply> FindPlaceAsync(BuyerId buyer, CancellationToken cancellation) => _queries.FindPlaceAsync(buyer, cancellation);

    /// <summary>Remembers the item's node and revision.</summary>
    public void Hear(BatchReply reply)
    {
        _node = reply.Node;
        InterlockedMax(ref _revisionSeen, reply.Revision);
    }

    /// <summary>The pump serves many requests, so it must not take the first one's activity for its own.</summary>
    private void StartPump()
    {
        if (Activity.Current is null || ExecutionContext.IsFlowSuppressed())
        {
            _ = PumpAsync();
            return;
        }

        using (ExecutionContext.SuppressFlow()) _ = PumpAsync();
    }

    /// <summary>Sends batches until nothing waits. Cannot throw: any failure becomes the requests' answer.</summary>
    private async Task PumpAsync()
    {
        await GatherAsync().ConfigureAwait(false);
        var batch = NextBatch(finished: null);
        while (batch.Length > 0)
        {
            Complete(batch, await AskAsync(batch).ConfigureAwait(false));
            await GatherAsync().ConfigureAwait(false);
            batch = NextBatch(finished: batch);
        }
    }

    /// <summary>
    /// A crowd that has just been answered is about to ask again. Without a short pause, its first request would travel alone and all
    /// others would wait for that one's write. Fewer callers than a crowd never wait.
    /// </summary>
    private Task GatherAsync()
    {
        var (crowd, answeredAt) = (Volatile.Read(ref _crowd), Volatile.Read(ref _answeredAt));
        var isExpected = crowd >= CrowdMin && _waiting.Count < crowd / 2 && _time.GetElapsedTime(answeredAt) < CrowdReturnsWithin;
        return isExpected ? Task.Delay(CrowdPause, _time) : Task.CompletedTask;
    }

    /// <summary>Takes waiting requests, up to the batch limit, without abandoned ones. Ends the pump when nothing is left.</summary>
    private LaneRequest[] NextBatch(LaneRequest[]? finished)
    {
        lock (_gate)
        {
            if (finished is not null) _inFlight.Remove(finished);
            var batch = new List<LaneRequest>(Math.Min(_waiting.Count, _limits.GatewayBatchMax));
            while (batch.Count < _limits.GatewayBatchMax && _waiting.TryDequeue(out var request))
            {
                if (request.TrySend()) batch.Add(request);
            }

            LaneRequest[] next = [.. batch];
            if (next.Length == 0) _pumps--;
            else _inFlight.Add(next);
            return next;
        }
    }

    /// <summary>The item's answer; null when none came. A shut-down actor system may throw anything, which counts as no answer.</summary>
    private async Task<object?> AskAsync(LaneRequest[] batch)
    {
        if (batch.Length == 0) return null;
        var commands = new ICommand[batch.Length];
        for (var i = 0; i < commands.Length; i++) commands[i] = batch[i].Command;
        _pauses.Asked();
        using var trace = BatchTrace.Start(_item, batch);
        try
        {
            var message = new CommandBatch(_item, ImmutableCollectionsMarshal.AsImmutableArray(commands)) { TraceParent = trace?.Id };
            var answer = await _ask(message, CancellationToken.None).ConfigureAwait(false);
            if (answer is not BatchReply) trace?.SetStatus(ActivityStatusCode.Error, "The item did not answer.");
            return answer;
        }
#pragma warning disable CA1031 // Whatever went wrong, the outcome of the sent batch is unknown.
        catch (Exception)
#pragma warning restore CA1031
        {
            trace?.SetStatus(ActivityStatusCode.Error, "The item could not be asked.");
            return null;
        }
    }

    private void Complete(LaneRequest[] batch, object? answer)
    {
        Volatile.Write(ref _crowd, batch.Length);
        Volatile.Write(ref _answeredAt, _time.GetTimestamp());
        switch (answer)
        {
            case BatchReply reply when reply.Replies.Length == batch.Length:
                _pauses.Answered();
                Hear(reply);
                LaneAnswers.Give(batch, reply.ReplyTo);
                break;
            case WriterUnavailable:
                LaneAnswers.Give(batch, Overloaded);
                break;
            default:
                LaneAnswers.Give(batch, Unknown);
                break;
        }
    }

    /// <summary>Ends the waits that have timed out. Requests are queued in the order of their time-outs, so a scan stops early.</summary>
    private void EndLongWaits()
    {
        List<LaneRequest> sent = [], queued = [];
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            foreach (var batch in _inFlight) sent.AddRange(batch.TakeWhile(request => request.Deadline <= now));
            while (_waiting.TryPeek(out var request) && request.Deadline <= now)
            {
                if (_waiting.Dequeue().TryAbandon()) queued.Add(request);
            }

            _isTimed = false;
            var left = _inFlight.SelectMany(batch => batch).Concat(_waiting).Where(request => request.Deadline > now && !request.IsDone);
            if (left.MinBy(request => request.Deadline) is { } next) TimeWaits(next.Deadline);
        }

        LaneAnswers.Give([.. sent], Unknown);
        LaneAnswers.Give([.. queued], Overloaded);
    }

    private void TimeWaits(long deadline)
    {
        _isTimed = true;
        var left = _time.GetElapsedTime(_time.GetTimestamp(), deadline);
        _impatience.Change(left > ImpatiencePause ? left : ImpatiencePause, Timeout.InfiniteTimeSpan);
    }

    private static void InterlockedMax(ref long target, long value)
    {
        long seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
