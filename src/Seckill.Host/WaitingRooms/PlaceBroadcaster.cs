using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Seckill.Host.Access;
using Seckill.Host.Items.Streams;
using Seckill.Host.Wire;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Host.WaitingRooms;

/// <summary>Connects one buyer's stream with the broadcaster of places.</summary>
internal sealed class PlaceFeed(PlaceBroadcaster broadcaster, BuyerId buyer, RoomAnswer first) : IStreamFeed
{
    public void Join(EventStream stream) => broadcaster.Join(stream, buyer, first);

    public void Leave(EventStream stream) => broadcaster.Leave(stream);
}

/// <summary>
/// Sends news of places to this node's streams, in turn, as <see cref="Broadcaster"/> does with items. Where somebody is follows from this
/// node's boards, so ten thousand waiting people cost the room nothing but the question for a number that the node does not know.
/// </summary>
internal sealed class PlaceBroadcaster(
    Board board, RoomGateway rooms, Places places, IOptions<HttpLimits> limits, TimeProvider time)
{
    private sealed class Listener(EventStream stream, BuyerId buyer, RoomAnswer first)
    {
        public EventStream Stream => stream;

        public BuyerId Buyer => buyer;

        /// <summary>The newest answer of the room about the buyer.</summary>
        public RoomAnswer Known { get; set; } = first;

        public long AskedAt { get; set; }

        public bool IsAsking { get; set; }
    }

    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);

    /// <summary>How soon the room is asked again about somebody of whom it has said that there is no place, or no other.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    private const int LooksPerStepMax = 1_000;
    private const double BurstSeconds = 0.1;

    private readonly TimeSpan _pause = TimeSpan.FromMilliseconds(limits.Value.EventStreamPauseMs);
    private readonly double _perSecond = limits.Value.EventsPerSecondMax;
    private readonly Lock _gate = new();
    private readonly List<Listener> _listeners = [];
    private int _next;
    private double _allowed;
    private long _steppedAt;
    private bool _isRunning;

    /// <summary>Number of open streams.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _listeners.Count;
        }
    }

    /// <summary>Adds a stream. It gets its place at once.</summary>
    public void Join(EventStream stream, BuyerId buyer, RoomAnswer first)
    {
        var listener = new Listener(stream, buyer, first) { AskedAt = time.GetTimestamp() };
        Look(listener, time.GetTimestamp());
        lock (_gate)
        {
            stream.Place = _listeners.Count;
            _listeners.Add(listener);
            if (_isRunning) return;
            _isRunning = true;
        }

        _ = RunAsync();
    }

    /// <summary>Removes a stream, whether or not it has joined. It may get one more event.</summary>
    public void Leave(EventStream stream)
    {
        lock (_gate)
        {
            if (stream.Place < 0) return;
            var last = _listeners[^1];
            _listeners[stream.Place] = last;
            last.Stream.Place = stream.Place;
            _listeners.RemoveAt(_listeners.Count - 1);
            stream.Place = -1;
        }
    }

    /// <summary>Looks at the streams whose turn it is. False when none are left. Called by one thread at a time.</summary>
    public bool Step()
    {
        var now = time.GetTimestamp();
        foreach (var listener in TakeTurns(now))
        {
            if (_allowed < 1) break;
            if (Look(listener, now)) _allowed--;
        }

        lock (_gate) return _isRunning = _listeners.Count > 0;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(StepEvery, time);
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false) && Step())
        {
            // On to the next step.
        }
    }

    private List<Listener> TakeTurns(long now)
    {
        lock (_gate)
        {
            _allowed = Math.Min(_perSecond * BurstSeconds, _allowed + (_perSecond * time.GetElapsedTime(_steppedAt, now).TotalSeconds));
            _steppedAt = now;
            var turns = new List<Listener>(Math.Min(_listeners.Count, LooksPerStepMax));
            for (var looks = turns.Capacity; looks > 0; looks--)
            {
                if (_next >= _listeners.Count) _next = 0;
                turns.Add(_listeners[_next++]);
            }

            return turns;
        }
    }

    /// <summary>Sends what is due to one stream. True when that was anything.</summary>
    private bool Look(Listener listener, long now)
    {
        var stream = listener.Stream;
        if (!stream.IsReady || board.Find(stream.Item) is not { } item) return false;
        if (rooms.Recall(stream.Item, listener.Buyer) is { } recalled) listener.Known = recalled;
        else if (!listener.IsAsking && time.GetElapsedTime(listener.AskedAt, now) >= AskAgainAfter) _ = AskAsync(listener, now);
        var place = places.Locate(item, listener.Buyer, listener.Known);
        var version = VersionOf(place, item.Id);
        var quiet = time.GetElapsedTime(stream.SentAt, now);
        if (version != stream.VersionTold && (quiet >= _pause || stream.VersionTold == -1))
        {
            stream.Tell(Write(places.Describe(item, listener.Buyer, place)), version, now);
            return true;
        }

        if (quiet < HeartbeatEvery) return false;
        stream.Beat(now);
        return true;
    }

    /// <summary>Asks the room, in one batch with all others that ask now. Cannot throw.</summary>
    private async Task AskAsync(Listener listener, long now)
    {
        (listener.IsAsking, listener.AskedAt) = (true, now);
        var answer = await rooms.FindAsync(listener.Stream.Item, listener.Buyer, CancellationToken.None).ConfigureAwait(false);
        if (answer.Reply.Outcome is RoomOutcome.Present or RoomOutcome.Absent) listener.Known = answer;
        listener.IsAsking = false;
    }

    /// <summary>Differs when the buyer must be told.</summary>
    private long VersionOf(Place place, ItemId item) => (uint)HashCode.Combine(place, rooms.IsDrawn(item));

    private static byte[] Write(PlaceResource place) =>
    [
        .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: place\nid: {place.UpdatedAt.ToUnixTimeMilliseconds()}\ndata: ")),
        .. JsonBody.Serialize(place, HostJson.Default.PlaceResource),
        .. "\n\n"u8,
    ];
}
