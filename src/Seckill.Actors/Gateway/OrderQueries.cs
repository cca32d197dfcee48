using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Gateway;

/// <summary>
/// The gateway's queries to one item for its orders, and for places on its waiting list. One message is under way at a time. Further queries gather, up to the gateway's
/// bounds, and travel in the next message. So an item gets one question per node at a time, however many clients ask. An answer is never
/// older than its query, because a query never joins a message that has already been sent.
/// </summary>
internal sealed class OrderQueries(
    ItemId item, Func<IWithItemId, CancellationToken, Task<object?>> ask, Action<BatchReply> hear, SeckillLimits limits,
    GatewayQueueSwitch queueMax, TimeProvider time)
{
    private static readonly Reply Overloaded = new(Outcome.Overloaded);
    private static readonly Reply Unknown = new(Outcome.OutcomeUnknown);

    private readonly TimeSpan _patience = TimeSpan.FromMilliseconds(limits.RequestTimeoutMs);
    private readonly Lock _gate = new();
    private readonly Queue<Query> _waiting = new();
    private bool _isAsking;

    /// <summary>Number of queries that wait for the next message.</summary>
    public int Depth => _waiting.Count;

    /// <summary>
    /// Asks for an order: <see cref="Outcome.Found"/>, <see cref="Outcome.OrderNotFound"/>, <see cref="Outcome.OrderForgotten"/>, or
    /// <see cref="Outcome.Overloaded"/> when too many wait, or <see cref="Outcome.OutcomeUnknown"/> when no answer came in time.
    /// </summary>
    public Task<Reply> FindAsync(long sequence, CancellationToken cancellation) => AskAsync(new Query(new Wanted(sequence, PlaceOf: null)), cancellation);

    /// <summary>
    /// Asks for a buyer's place on the waiting list: <see cref="Outcome.Waiting"/>, <see cref="Outcome.Offered"/>,
    /// <see cref="Outcome.NotWaiting"/>, <see cref="Outcome.NoWaitingList"/>, or one of the two as above.
    /// </summary>
    public Task<Reply> FindPlaceAsync(BuyerId buyer, CancellationToken cancellation) => AskAsync(new Query(new Wanted(Sequence: 0, buyer)), cancellation);

    private async Task<Reply> AskAsync(Query query, CancellationToken cancellation)
    {
        bool start;
        lock (_gate)
        {
            if (_waiting.Count >= queueMax.Number)
            {
                EngineMetrics.GatewaySheds.Add(1);
                return Overloaded;
            }

            _waiting.Enqueue(query);
            start = !_isAsking;
            _isAsking = true;
        }

        if (start) _ = PumpAsync();
        try
        {
            return await query.Answer.Task.WaitAsync(_patience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Unknown;
        }
        finally
        {
            query.IsAbandoned = true;
        }
    }

    /// <summary>Asks until nothing waits. Cannot throw: any failure becomes the queries' answer.</summary>
    private async Task PumpAsync()
    {
        while (NextBatch() is { Length: > 0 } batch)
        {
            while (batch.Length > 0) batch = Give(batch, await AskAsync(batch).ConfigureAwait(false));
        }
    }

    private Query[] NextBatch()
    {
        lock (_gate)
        {
            var batch = new List<Query>(Math.Min(_waiting.Count, limits.GatewayBatchMax));
            while (batch.Count < limits.GatewayBatchMax && _waiting.TryDequeue(out var query))
            {
                if (!query.IsAbandoned) batch.Add(query);
            }

            _isAsking = batch.Count > 0;
            return [.. batch];
        }
    }

    /// <summary>The item's answer; null when none came. A shut-down actor system may throw anything, which counts as no answer.</summary>
    private async Task<object?> AskAsync(Query[] batch)
    {
        try
        {
            return await ask(QuestionOf(batch), CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever went wrong, the answer is unknown.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    /// <summary>
    /// Hands out the answers. Returns the unanswered queries: a node of version 1.0 answers only the first query of a message. One that does
    /// not know of waiting lists gives no places; if it answers nothing else either, asking again is of no use.
    /// </summary>
    private Query[] Give(Query[] batch, object? answer)
    {
        if (answer is not BatchReply { Replies.IsEmpty: false } reply)
        {
            var same = answer is WriterUnavailable ? Overloaded : Unknown;
            foreach (var query in batch) query.Answer.TrySetResult(same);
            return [];
        }

        hear(reply);
        var answers = new Dictionary<Wanted, Reply>();
        foreach (var wanted in InOrder(batch).Take(reply.Replies.Length)) answers[wanted] = reply.ReplyTo(answers.Count);
        Query[] unanswered = [.. batch.Where(query => !answers.ContainsKey(query.Wanted))];
        foreach (var query in batch)
        {
            if (answers.TryGetValue(query.Wanted, out var found)) query.Answer.TrySetResult(found);
            else if (unanswered.Length == batch.Length) query.Answer.TrySetResult(Unknown);
        }

        return unanswered.Length == batch.Length ? [] : unanswered;
    }

    /// <summary>What is wanted, each once: orders first, in the order of the queries. A question without an order asks for order 0, which no item has.</summary>
    private static IEnumerable<Wanted> InOrder(Query[] batch) =>
        batch.Select(query => query.Wanted).Where(wanted => wanted.PlaceOf is null).DefaultIfEmpty(default)
            .Concat(batch.Select(query => query.Wanted).Where(wanted => wanted.PlaceOf is not null))
            .Distinct();

    private FindOrder QuestionOf(Query[] batch)
    {
        Wanted[] wanted = [.. InOrder(batch)];
        return new FindOrder(item, wanted[0].Sequence)
        {
            More = [.. wanted.Skip(1).Where(one => one.PlaceOf is null).Select(one => one.Sequence)],
            PlacesOf = [.. wanted.Select(one => one.PlaceOf).OfType<BuyerId>()],
        };
    }

    /// <summary>An order, or a buyer's place.</summary>
    private readonly record struct Wanted(long Sequence, BuyerId? PlaceOf);

    private sealed class Query(Wanted wanted)
    {
        private volatile bool _isAbandoned;

        public Wanted Wanted => wanted;

        public TaskCompletionSource<Reply> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether nobody waits for the answer any more.</summary>
        public bool IsAbandoned
        {
            get => _isAbandoned;
            set => _isAbandoned = value;
        }
    }
}
