using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Campaigns;

/// <summary>
/// One node's queue for one bucket. One message is under way at a time, and further commands gather for the next, in order and up to the
/// gateway's bounds.
/// </summary>
internal sealed class CampaignLane(
    CampaignBucket bucket, Func<CampaignBatch, Task<object?>> ask, SeckillLimits limits, GatewayQueueSwitch queueMax, TimeProvider time)
{
    private static readonly SlotAnswer Overloaded = new(SlotOutcome.Overloaded);
    private static readonly SlotAnswer Unknown = new(SlotOutcome.Unknown);

    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(limits.RequestTimeoutMs);
    private readonly Lock _gate = new();
    private readonly Queue<Request> _waiting = new();
    private bool _isAsking;
    private volatile int _node;

    /// <summary>The node that the bucket last answered from; 0 when it has not answered yet.</summary>
    public int Node => _node;

    /// <summary>
    /// Sends a command and completes with the answer, or with <see cref="SlotOutcome.Overloaded"/> when it was not sent, or
    /// <see cref="SlotOutcome.Unknown"/> when there was no answer in time.
    /// </summary>
    public async Task<SlotAnswer> AskAsync(ICommand command)
    {
        if (Enqueue(command) is not { } request) return Overloaded;
        try
        {
            return await request.Answer.Task.WaitAsync(_patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return request.TryAbandon() ? Overloaded : Unknown;
        }
    }

    /// <summary>Sends a report that nobody waits for. It may get lost.</summary>
    public void Tell(ICommand report) => Enqueue(report);

    private Request? Enqueue(ICommand command)
    {
        var request = new Request(command);
        bool start;
        lock (_gate)
        {
            if (_waiting.Count >= queueMax.Number)
            {
                EngineMetrics.GatewaySheds.Add(1);
                return null;
            }

            _waiting.Enqueue(request);
            start = !_isAsking;
            _isAsking = true;
        }

        if (start)
        {
            using (ExecutionContext.SuppressFlow()) _ = PumpAsync();
        }

        return request;
    }

    /// <summary>Asks until nothing waits. Cannot throw: any failure becomes the requests' answer.</summary>
    private async Task PumpAsync()
    {
        while (NextBatch() is { Length: > 0 } batch)
        {
            var answer = await AskAsync(batch).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++) batch[i].Answer.TrySetResult(AnswerTo(answer, i, batch.Length));
        }
    }

    private SlotAnswer AnswerTo(object? answer, int place, int count)
    {
        if (answer is not CampaignReply reply || reply.Answers.Length != count) return answer is Items.ItemUnavailable ? Overloaded : Unknown;
        _node = reply.Node;
        return reply.Answers[place];
    }

    private Request[] NextBatch()
    {
        lock (_gate)
        {
            var batch = new List<Request>(Math.Min(_waiting.Count, limits.GatewayBatchMax));
            while (batch.Count < limits.GatewayBatchMax && _waiting.TryDequeue(out var request))
            {
                if (request.TrySend()) batch.Add(request);
            }

            _isAsking = batch.Count > 0;
            return [.. batch];
        }
    }

    /// <summary>The bucket's answer; null when none came. A shut-down actor system may throw anything, which counts as no answer.</summary>
    private async Task<object?> AskAsync(Request[] batch)
    {
        try
        {
            return await ask(new CampaignBatch(bucket, [.. batch.Select(request => request.Command)])).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever went wrong, the answer is unknown.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>Either sent or abandoned, never both.</summary>
    private sealed class Request(ICommand command)
    {
        private int _isTaken;

        public ICommand Command => command;

        public TaskCompletionSource<SlotAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool TrySend() => Interlocked.Exchange(ref _isTaken, 1) == 0;

        public bool TryAbandon() => Interlocked.Exchange(ref _isTaken, 1) == 0;
    }
}
