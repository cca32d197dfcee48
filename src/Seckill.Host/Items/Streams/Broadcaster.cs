using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Domain.Shared;
using Seckill.Host.Access;

namespace Seckill.Host.Items.Streams;

/// <summary>
/// Tells this node's event streams what is new, one after the other, round and round. It looks at the board itself, so neither an item
/// nor the board knows of streams, and all that streams cost a purchase is the cores that their events take. That is bounded: where
/// there are more streams than events per second, each waits for its turn, and then gets the newest face.
/// </summary>
internal sealed class Broadcaster(Board board, IOptions<HttpLimits> limits, TimeProvider time)
{
    private readonly record struct Listener(EventStream Stream, Broadcast Broadcast);

    /// <summary>An event on its way; without a face it is a heartbeat.</summary>
    private readonly record struct Due(EventStream Stream, byte[]? Face, long Version);

    /// <summary>How exactly a change is told, of stock or by time, while there are few streams.</summary>
    private static readonly TimeSpan StepEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>Shorter than the 15 s of the contract, and than the patience of proxies.</summary>
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);

    /// <summary>Streams looked at in one step. A look is cheap, but ten thousand of them in every step are not.</summary>
    private const int LooksPerStepMax = 1_000;

    /// <summary>Seconds' worth of events that may go out at once after a quiet time.</summary>
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

    /// <summary>Takes in a stream. It is told the present face at once, unless it has it.</summary>
    public void Join(EventStream stream)
    {
        var (broadcast, face, version) = LookAt(stream.Item);
        // Before it is on the list, where an older face could overtake a newer one.
        stream.Tell(face, version, time.GetTimestamp());
        lock (_gate)
        {
            stream.Place = _listeners.Count;
            _listeners.Add(new Listener(stream, broadcast));
            if (_isRunning) return;
            _isRunning = true;
        }

        _ = RunAsync();
    }

    /// <summary>Lets a stream go that has joined, or never did. It may be told once more.</summary>
    public void Leave(EventStream stream)
    {
        lock (_gate)
        {
            if (stream.Place < 0) return;
            // The last one takes the place, so that nobody has to move up.
            var last = _listeners[^1];
            _listeners[stream.Place] = last;
            last.Stream.Place = stream.Place;
            _listeners.RemoveAt(_listeners.Count - 1);
            stream.Place = -1;
            if (--_broadcasts[stream.Item].Listeners == 0) _broadcasts.Remove(stream.Item);
        }
    }

    private (Broadcast Broadcast, byte[] Face, long Version) LookAt(ItemId item)
    {
        lock (_gate)
        {
            if (!_broadcasts.TryGetValue(item, out var broadcast)) _broadcasts.Add(item, broadcast = new Broadcast(board, item));
            broadcast.Listeners++;
            broadcast.LookAt(time.GetUtcNow());
            return (broadcast, broadcast.Face, broadcast.Version);
        }
    }

    /// <summary>Tells whoever is due now. False when nobody listens any more. Called by one thread at a time.</summary>
    public bool Step()
    {
        var now = time.GetTimestamp();
        var goesOn = Choose(now);
        foreach (var due in _due)
        {
            if (due.Face is { } face) due.Stream.Tell(face, due.Version, now);
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

    /// <summary>Chooses who is due. False when nobody listens any more.</summary>
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
                if (broadcast.Version != stream.VersionTold && quiet >= _pause) _due.Add(new Due(stream, broadcast.Face, broadcast.Version));
                else if (quiet >= HeartbeatEvery) _due.Add(new Due(stream, null, 0));
                else continue;
                _allowed--;
            }

            return _isRunning;
        }
    }
}
