using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;

namespace Seckill.Actors.WaitingRooms;

/// <summary>
/// This node's copy of every waiting room's face, and of the numbers of the people who asked here: with both, a poll costs no message.
/// Safe for many threads.
/// </summary>
public sealed class RoomBoard(TimeProvider time, IOptions<SeckillLimits> limits, IOptions<RoomLimits> rooms)
{
    private const int RepeatsMissedMax = 3;

    private readonly ConcurrentDictionary<ItemId, Entry> _entries = new();
    private readonly TimeSpan _freshness = TimeSpan.FromMilliseconds((double)RepeatsMissedMax * limits.Value.BoardRepeatMs);

    /// <summary>Every room that this node has heard of.</summary>
    public IEnumerable<RoomFace> Rooms => _entries.Values.Select(entry => entry.Face).OfType<RoomFace>();

    /// <summary>The room of an item; null when this node has not heard of one.</summary>
    public RoomFace? Find(ItemId item) => _entries.GetValueOrDefault(item)?.Face;

    /// <summary>Whether this node has heard from the room recently enough to rely on its face.</summary>
    public bool IsFresh(ItemId item) =>
        _entries.GetValueOrDefault(item)?.HeardAt is { } heardAt and not 0 && time.GetElapsedTime(heardAt) <= _freshness;

    /// <summary>
    /// The later of this node's clock and the room's, as that was last published and has gone on since. By its own clock the room lets those
    /// queue again whose ticket is over: a node whose clock is behind must not tell them their former place.
    /// </summary>
    public DateTimeOffset NowOf(ItemId item)
    {
        var own = time.GetUtcNow();
        if (_entries.GetValueOrDefault(item)?.Clock is not { } clock) return own;
        var room = clock.At + time.GetElapsedTime(clock.HeardAt);
        return room > own ? room : own;
    }

    /// <summary>A buyer's number, if this node knows it; 0 is a place before the draw.</summary>
    public bool TryGetNumber(ItemId item, BuyerId buyer, out int number)
    {
        number = 0;
        return _entries.GetValueOrDefault(item) is { } entry && entry.TryGetNumber(buyer, out number);
    }

    /// <summary>Takes a room's own answer.</summary>
    internal void Observe(RoomFace face) => EntryOf(face.Id).Hear(face, time.GetTimestamp());

    /// <summary>Takes from an answer which number a buyer has.</summary>
    internal void Learn(RoomFace face, BuyerId buyer, int number) => EntryOf(face.Id).Learn(buyer, number, face.Revision);

    /// <summary>Takes from an answer that a buyer has no place.</summary>
    internal void Forget(ItemId item, BuyerId buyer) => EntryOf(item).Forget(buyer);

    /// <summary>Takes a room's publication.</summary>
    internal void Take(RoomPublished published) => EntryOf(published.Face.Id).Take(published, time.GetTimestamp());

    /// <summary>Records that an admitted buyer was heard of here; the room is told once (<see cref="TakeClaims"/>).</summary>
    public void Claim(ItemId item, BuyerId buyer) => _entries.GetValueOrDefault(item)?.Claim(buyer);

    /// <summary>The numbers to tell each room.</summary>
    internal IReadOnlyList<ClaimPlaces> TakeClaims() =>
        [.. _entries.Select(room => new ClaimPlaces(room.Key, room.Value.TakeClaims())).Where(claims => !claims.Numbers.IsEmpty)];

    private Entry EntryOf(ItemId item) => _entries.GetOrAdd(item, static (_, max) => new Entry(max), rooms.Value.WaitingRoomNumbersMax);

    /// <summary>What a room's clock said, and when that was heard.</summary>
    private sealed record RoomClock(DateTimeOffset At, long HeardAt);

    private sealed class Known(int number, long revision)
    {
        private int _isClaimed;

        public int Number => number;

        public long Revision => revision;

        public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;
    }

    /// <summary>One room on the board.</summary>
    private sealed class Entry(int numbersMax)
    {
        /// <summary>Places that have changed, to be kept beside the numbers; more of them, and all numbers are forgotten.</summary>
        private const int GoneMax = 20_000;

        private readonly Lock _gate = new();
        private readonly ConcurrentQueue<int> _claims = new();
        private volatile ConcurrentDictionary<BuyerId, Known> _numbers = new();

        /// <summary>The numbers of the generation before: who is asked for again moves to the new one, the others are forgotten with it.</summary>
        private volatile ConcurrentDictionary<BuyerId, Known> _older = new();
        private volatile ConcurrentDictionary<ulong, long> _gone = new();
        private volatile RoomFace? _face;
        private volatile RoomClock? _clock;
        private long _heardAt;
        private long _publishedRevision = -1;
        private int _counted;

        public RoomFace? Face => _face;

        public RoomClock? Clock => _clock;

        public long HeardAt => Volatile.Read(ref _heardAt);

        public void Hear(RoomFace face, long now)
        {
            lock (_gate)
            {
                if (_face is { } known && face.Revision < known.Revision) return;
                _face = face;
                Volatile.Write(ref _heardAt, now);
            }
        }

        public void Take(RoomPublished published, long now)
        {
            lock (_gate)
            {
                var revision = published.Face.Revision;
                if (published.PreviousRevision > _publishedRevision) ForgetAll();
                if (revision > _publishedRevision) _publishedRevision = revision;
                foreach (var hash in published.Gone) _gone[hash] = revision;
                if (_gone.Count > GoneMax) ForgetAll();
            }

            if (published.At is { } at) _clock = new RoomClock(at, now);
            Hear(published.Face, now);
        }

        public bool TryGetNumber(BuyerId buyer, out int number)
        {
            number = 0;
            if (Find(buyer) is not { } known) return false;
            number = known.Number;
            return true;
        }

        public void Learn(BuyerId buyer, int number, long revision)
        {
            if (_numbers.TryGetValue(buyer, out var known) && known.Revision >= revision) return;
            _numbers[buyer] = new Known(number, revision);
            if (Interlocked.Increment(ref _counted) < numbersMax / 2) return;
            lock (_gate)
            {
                if (_counted < numbersMax / 2) return;
                (_older, _numbers, _counted) = (_numbers, new ConcurrentDictionary<BuyerId, Known>(), 0);
            }
        }

        public void Forget(BuyerId buyer)
        {
            _numbers.TryRemove(buyer, out _);
            _older.TryRemove(buyer, out _);
        }

        public void Claim(BuyerId buyer)
        {
            if (Find(buyer) is { } known && known.TryClaim()) _claims.Enqueue(known.Number);
        }

        public ImmutableArray<int> TakeClaims()
        {
            if (_claims.IsEmpty) return [];
            var claims = ImmutableArray.CreateBuilder<int>();
            while (claims.Count < 10_000 && _claims.TryDequeue(out var number)) claims.Add(number);
            return claims.ToImmutable();
        }

        private Known? Find(BuyerId buyer)
        {
            if (!_numbers.TryGetValue(buyer, out var known) && !_older.TryGetValue(buyer, out known)) return null;
            // A place before the draw is none after it, and one that has changed since is not this one.
            if (known.Number == 0 && _face?.IsDrawn == true) return null;
            return _gone.TryGetValue(buyer.StableHash, out var goneAt) && goneAt > known.Revision ? null : known;
        }

        private void ForgetAll()
        {
            _numbers = new ConcurrentDictionary<BuyerId, Known>();
            _older = new ConcurrentDictionary<BuyerId, Known>();
            _gone = new ConcurrentDictionary<ulong, long>();
            _counted = 0;
        }
    }
}
