using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Board;

/// <summary>
/// Feeds this node's <see cref="Board"/>: first with every item of the read model and of the ledger, then with the items' publications.
/// When it has missed holders, it asks the item for the whole set. It finds anything else that it missed in the read model, sooner or
/// later.
/// </summary>
public sealed class BoardActor : ReceiveActor, IWithTimers
{
    /// <summary>The topic on which items publish to every node.</summary>
    public const string Topic = "seckill.board";

    private sealed record Loaded(IReadOnlyList<ItemRow> Rows, IReadOnlyCollection<ItemId>? Ledger, Exception? Error);

    private sealed record Tick(string Name);

    private static readonly Tick LoadTick = new("load");
    private static readonly Tick WakeTick = new("wake");
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly Board _board;
    private readonly IActorRef _items;
    private readonly IReadModelReader _reader;
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<ItemId, HoldersInquiry> _inquiries = [];
    private readonly RollCall _rollCall;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeSpan _reloadEvery;
    private readonly TimeSpan _lead;

    /// <summary>Creates the actor that feeds a node's board.</summary>
    public BoardActor(
        Board board, IRequiredActor<ItemActor> items, IReadModelReader reader, ILedger ledger, IOptions<SeckillLimits> limits, TimeProvider time)
    {
        (_board, _items, _reader, _ledger, _time) = (board, items.ActorRef, reader, ledger, time);
        _reloadEvery = TimeSpan.FromSeconds(limits.Value.BoardReloadSeconds);
        _lead = TimeSpan.FromSeconds(limits.Value.WakeLeadSeconds);
        _rollCall = new RollCall(board, time);
        Receive<StatusPublished>(OnPublished);
        Receive<HoldersPage>(OnHolders);
        Receive<Loaded>(OnLoaded);
        Receive<Tick>(OnTick);
        Receive<SubscribeAck>(_ => Load());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // Subscribe before loading: changes in the meantime are published, and older rows never overwrite newer statuses.
        DistributedPubSub.Get(Context.System).Mediator.Tell(new Subscribe(Topic, Self));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Load() => LoadAsync(_reader, _board.IsComplete ? null : _ledger, _stopping.Token).PipeTo(Self);

    /// <summary>Reads the rows, and the ledger's heads if a ledger is given.</summary>
    private static async Task<Loaded> LoadAsync(IReadModelReader reader, ILedger? ledger, CancellationToken cancellation)
    {
        try
        {
            var rows = await reader.ListItemsAsync(cancellation).ConfigureAwait(false);
            var heads = ledger is null ? null : await ledger.ReadHeadsAsync(cancellation).ConfigureAwait(false);
            return new Loaded(rows, heads?.Keys.ToArray(), null);
        }
#pragma warning disable CA1031 // The board retries after any error of the database; until the first success the node is not ready.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new Loaded([], null, error);
        }
    }

    private void OnLoaded(Loaded loaded)
    {
        if (loaded.Error is { } error) _log.Warning("The board cannot be loaded at present: {0}", error.Message);
        foreach (var row in loaded.Rows) _board.Recall(row.Status);
        if (loaded.Ledger is { } ledger)
        {
            var now = _time.GetUtcNow();
            _rollCall.Start(ledger, loaded.Rows.Where(row => row.IsAwakeAt(now, _lead)).Select(row => row.Status.Id));
            CallRoll();
        }

        Timers.StartSingleTimer(LoadTick.Name, LoadTick, loaded.Error is null ? _reloadEvery : Retry);
    }

    private void CallRoll()
    {
        foreach (var item in _rollCall.Missing()) _items.Wake(Context.System, new WakeItem(item), Self);
        if (_rollCall.IsOver) _board.MarkComplete();
        else Timers.StartSingleTimer(WakeTick.Name, WakeTick, Retry);
    }

    private void OnTick(Tick tick)
    {
        if (tick == LoadTick) Load();
        else if (tick == WakeTick) CallRoll();
    }

    private void OnPublished(StatusPublished published)
    {
        var isComplete = _board.Take(published);
        if (_rollCall.Heard(published.Status.Id)) _board.MarkComplete();
        if (isComplete) return;

        var inquiry = _inquiries.GetValueOrDefault(published.Status.Id);
        if (inquiry is not null && _time.GetElapsedTime(inquiry.AskedAt) < Retry) return;
        _inquiries[published.Status.Id] = new HoldersInquiry(_time.GetTimestamp());
        _items.Tell(new GetHolders(published.Status.Id));
    }

    private void OnHolders(HoldersPage page)
    {
        if (!_inquiries.TryGetValue(page.ItemId, out var inquiry) || !inquiry.Take(page)) return;
        _inquiries.Remove(page.ItemId);
        _board.FindEntry(page.ItemId)?.TakeHolders(inquiry.Holders, page.Revision);
    }

    /// <summary>The pages received in answer to one question.</summary>
    private sealed class HoldersInquiry(long askedAt)
    {
        private readonly Dictionary<int, HoldersPage> _pages = [];
        private long _revision;

        public long AskedAt => askedAt;

        public IEnumerable<ulong> Holders => _pages.Values.SelectMany(page => page.Holders);

        /// <summary>Takes a page. True when the set is complete; drops pages of an older revision.</summary>
        public bool Take(HoldersPage page)
        {
            if (page.Revision < _revision) return false;
            if (page.Revision > _revision) _pages.Clear();
            _revision = page.Revision;
            _pages[page.Page] = page;
            return _pages.Count == page.PageCount;
        }
    }
}
