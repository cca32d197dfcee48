using System.Numerics;
using Seckill.Domain.Shared;

namespace Seckill.Host.Access.Challenges;

/// <summary>
/// How many different buyers have asked from an address lately, about: 512 bits per address and window, one of which each buyer sets
/// (linear counting; a few percent off up to a thousand buyers, and no more than 3,200 in any case, which is far beyond the last step).
/// Two windows are kept, so nobody starts afresh by waiting for the next. Memory is bounded: an address costs about 200 bytes, and where
/// there is no room, the one with the fewest buyers is forgotten.
/// </summary>
internal sealed class AddressAccounts
{
    private const int AddressesPerSet = 8;
    private const int Words = 8;
    private const int Bits = Words * 64;
    private const int LocksMax = 256;

    private readonly Crowd?[] _crowds;
    private readonly Lock[] _locks;
    private readonly int _setMask;
    private readonly TimeSpan _window;
    private readonly TimeProvider _time;

    /// <summary>Remembers about so many addresses.</summary>
    public AddressAccounts(int addressesMax, TimeSpan window, TimeProvider time)
    {
        (_window, _time) = (window, time);
        var sets = (int)BitOperations.RoundUpToPowerOf2((uint)((addressesMax / AddressesPerSet) + 1));
        _setMask = sets - 1;
        _crowds = new Crowd?[sets * AddressesPerSet];
        _locks = [.. Enumerable.Range(0, Math.Min(sets, LocksMax)).Select(_ => new Lock())];
    }

    /// <summary>Counts a buyer at an address. Returns how many different ones there were lately, this one included.</summary>
    public int Count(ClientAddress address, BuyerId buyer)
    {
        var set = address.GetHashCode() & _setMask;
        lock (_locks[set & (_locks.Length - 1)])
        {
            var crowd = Find(_crowds.AsSpan(set * AddressesPerSet, AddressesPerSet), address, _time.GetTimestamp());
            // Keyed with the process's own secret, so nobody can choose names that count as one.
            crowd.Add(buyer.GetHashCode());
            return crowd.Estimate();
        }
    }

    private Crowd Find(Span<Crowd?> set, ClientAddress address, long now)
    {
        var (place, smallest) = (0, int.MaxValue);
        for (var i = 0; i < set.Length; i++)
        {
            // Also those that are not wanted now: a crowd of long ago must not keep its place.
            set[i]?.TurnTo(now, _window, _time);
            if (set[i] is { } known && known.Address == address) return known;
            var size = set[i]?.Estimate() ?? -1;
            if (size < smallest) (place, smallest) = (i, size);
        }

        return set[place] = new Crowd(address, now);
    }

    private sealed class Crowd(ClientAddress address, long since)
    {
        private ulong[] _recent = new ulong[Words];
        private ulong[] _before = new ulong[Words];
        private long _since = since;

        public ClientAddress Address => address;

        public void TurnTo(long now, TimeSpan window, TimeProvider time)
        {
            var age = time.GetElapsedTime(_since, now);
            if (age < window) return;
            (_before, _recent) = (_recent, _before);
            Array.Clear(_recent);
            if (age >= 2 * window) Array.Clear(_before);
            _since = now;
        }

        public void Add(int hash)
        {
            var bit = hash & (Bits - 1);
            _recent[bit / 64] |= 1UL << (bit % 64);
        }

        public int Estimate() => Math.Max(Estimate(_recent), Estimate(_before));

        private static int Estimate(ulong[] words)
        {
            var free = Bits;
            foreach (var word in words) free -= BitOperations.PopCount(word);
            return (int)Math.Round(Bits * Math.Log((double)Bits / Math.Max(1, free)));
        }
    }
}
