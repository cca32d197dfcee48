using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Domain.Shared;
using Seckill.Host.Access;

namespace Seckill.Host.Items.Streams;

/// <summary>What an event stream gets its events from.</summary>
internal interface IStreamFeed
{
    /// <summary>Adds a stream; its first event comes at once.</summary>
    void Join(EventStream stream);

    /// <summary>Removes a stream, whether or not it has joined.</summary>
    void Leave(EventStream stream);
}

/// <summary>
/// Sends news to this node's event streams, in turn. It polls the board itself, so neither an item nor the board knows of streams, and
/// streams cost a purchase only the processor time of their events. That is bounded: with more streams than events per second, each
/// waits for its turn and then gets the newest status.
/// </summary>
internal sealed class Broadcaster(Board board, StockDisplay display, IOptions<HttpLimits> limits, TimeProvider time) : IStreamFeed
{
    private readonly record struct Listener(EventStream Stream, Broadcast Broadcast);

    /// <summary>A pending event; without a text it is a heartbeat.</summary>
    private readonly record struct Due(EventStream Stream, byte[]? Event, long Version);

    /// <summary>How soon streams get a change, of stock or by time, while there are few of them.</summary>
    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>Shorter than the contract's 15 s, and than the time-outs of proxies.</summary>
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);

    /// <summary>Most streams checked in one step. A check is cheap, but ten thousand in every step are not.</summary>
    private const int LooksPerStepMax = 1_000;

    /// <summary>Burst after a quiet time, in seconds' worth of events.</summary>
    private const double BurstSeconds = 0.1;

    private readonly TimeSpan _pause = TimeSpan.FromMilliseconds(limits.Value.EventStreamPauseMs);
    private readonly double _perSecond = limits.Value.EventsPerSecondMax;
    private readonly Lock _gate = new();
    private readonly List<Listener> _listeners = [];
    private readonly Dictionary<ItemId, Broadcast> _broadcasts = [];
    private readonly List<Due> _due = [];
    private int _next;
    private double _allowed;
    private long _steppedAt;
    private bool _isRunning;

    /// <summary>Adds a stream. It gets the current status at once, unless it has it already.</summary>
    public void Join(EventStream stream)
    {
        var (broadcast, text, version) = LookAt(stream.Item);
        // Send before adding it to the list: afterwards an older status could overtake a newer one.
        stream.Tell(text, version, time.GetTimestamp());
        lock (_gate)
        {
            stream.Place = _listeners.Count;
            _listeners.Add(new Listener(stream, broadcast));
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
            // The last stream takes the free place, so that no others have to move.
            var last = _listeners[^1];
            _listeners[stream.Place] = last;
            last.Stream.Place = stream.Place;
            _listeners.RemoveAt(_listeners.Count - 1);
            stream.Place = -1;
            if (--_broadcasts[stream.Item].Listeners == 0) _broadcasts.Remove(stream.Item);
        }
    }

    /// <summary>The items that streams follow, and how many follow each.</summary>
    public IReadOnlyList<(ItemId Item, int Streams)> CountByItem()
    {
        lock (_gate) return [.. _broadcasts.Select(broadcast => (broadcast.Key, broadcast.Value.Listeners))];
    }

    private (Broadcast Broadcast, byte[] Event, long Version) LookAt(ItemId item)
    {
        lock (_gate)
        {
            if (!_broadcasts.TryGetValue(item, out var broadcast)) _broadcasts.Add(item, broadcast = new Broadcast(board, item, display));
            broadcast.Listeners++;
            broadcast.LookAt(time.GetUtcNow());
            return (broadcast, broadcast.Event, broadcast.Version);
        }
    }

    /// <summary>Sends all events that are due. False when no streams are left. Called by one thread at a time.</summary>
    public bool Step()
    {
        var now = time.GetTimestamp();
        var goesOn = Choose(now);
        foreach (var due in _due)
        {
            if (due.Event is { } text) due.Stream.Tell(text, due.Version, now);
            else due.Stream.Beat(now);
        }

        _due.Clear();
        return goesOn;
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(StepEvery, time);
        while (await timer.WaitForNextTickAsync().ConfigureAwait(false) && Step())
        {
            // On to the next step.
        }
    }

    /// <summary>Collects the events that are due. False when no streams are left.</summary>
    private bool Choose(long now)
    {
        var clock = time.GetUtcNow();
        lock (_gate)
        {
            _isRunning = _listeners.Count > 0;
            _allowed = Math.Min(_perSecond * BurstSeconds, _allowed + (_perSecond * time.GetElapsedTime(_steppedAt, now).TotalSeconds));
            _steppedAt = now;
            for (var looks = Math.Min(_listeners.Count, LooksPerStepMax); looks > 0 && _allowed >= 1; looks--)
            {
                if (_next >= _listeners.Count) _next = 0;
                var (stream, broadcast) = _listeners[_next++];
                if (!stream.IsReady) continue;
                broadcast.LookAt(clock);
                var quiet = time.GetElapsedTime(stream.SentAt, now);
                if (broadcast.Version != stream.VersionTold && quiet >= _pause) _due.Add(new Due(stream, broadcast.Event, broadcast.Version));
                else if (quiet >= HeartbeatEvery) _due.Add(new Due(stream, null, 0));
                else continue;
                _allowed--;
            }

            return _isRunning;
        }
    }
}
