using System.Collections.Immutable;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// The buyers who wait for units of a sold-out item to come back, in the order in which they joined, and the open offers made to them;
/// immutable. A waiting buyer takes about 200 bytes, an open offer about 100. Finding a place, and how many are ahead of it, takes a few
/// steps however long the list is.
/// </summary>
public sealed class WaitingList
{
    private readonly ImmutableSortedSet<Waiter> _waiters;
    private readonly HashTrie<BuyerId, long> _places;

    private WaitingList(ImmutableSortedSet<Waiter> waiters, HashTrie<BuyerId, long> places, HashTrie<BuyerId, long> offers, long joined) =>
        (_waiters, _places, Offers, Joined) = (waiters, places, offers, joined);

    /// <summary>Nobody has ever waited.</summary>
    public static WaitingList Empty { get; } =
        new(ImmutableSortedSet<Waiter>.Empty, HashTrie<BuyerId, long>.Empty, HashTrie<BuyerId, long>.Empty, joined: 0);

    /// <summary>Number of waiting buyers.</summary>
    public int Count => _waiters.Count;

    /// <summary>Number of times that a buyer has joined; the place of the last one.</summary>
    public long Joined { get; }

    /// <summary>The waiting buyers, the first to be served first.</summary>
    public IEnumerable<BuyerId> Buyers => _waiters.Select(waiter => waiter.Buyer);

    /// <summary>Offers that are neither paid nor over: the pending order of each buyer.</summary>
    public HashTrie<BuyerId, long> Offers { get; }

    /// <summary>How many buyers are served before this one; null when the buyer does not wait.</summary>
    public int? AheadOf(BuyerId buyer) => _places.TryGetValue(buyer, out var place) ? _waiters.IndexOf(new Waiter(place, buyer)) : null;

    /// <summary>The list of a snapshot.</summary>
    /// <param name="joined">Number of times that a buyer has joined.</param>
    /// <param name="buyers">The waiting buyers, in order.</param>
    /// <param name="offers">Open offers: buyer and order.</param>
    /// <exception cref="InvalidOperationException">They contradict each other; the snapshot is useless.</exception>
    public static WaitingList Restore(long joined, IReadOnlyCollection<BuyerId> buyers, IEnumerable<(BuyerId Buyer, long Sequence)> offers)
    {
        ArgumentNullException.ThrowIfNull(buyers);
        ArgumentNullException.ThrowIfNull(offers);
        if (joined < buyers.Count) throw new InvalidOperationException($"{buyers.Count} buyers wait, but only {joined} have ever joined.");
        var builder = new Builder(new WaitingList(Empty._waiters, Empty._places, Empty.Offers, joined - buyers.Count));
        foreach (var buyer in buyers) builder.Join(buyer);
        foreach (var (buyer, sequence) in offers) builder.Offer(buyer, sequence);
        return builder.ToImmutable();
    }

    private readonly record struct Waiter(long Place, BuyerId Buyer) : IComparable<Waiter>
    {
        public int CompareTo(Waiter other) => Place.CompareTo(other.Place);
    }

    /// <summary>A list that can be changed, for one batch.</summary>
    internal sealed class Builder(WaitingList origin)
    {
        private readonly ImmutableSortedSet<Waiter>.Builder _waiters = origin._waiters.ToBuilder();
        private readonly HashTrie<BuyerId, long>.Builder _places = origin._places.ToBuilder();
        private readonly HashTrie<BuyerId, long>.Builder _offers = origin.Offers.ToBuilder();
        private long _joined = origin.Joined;

        public int Count => _waiters.Count;

        public int OfferCount => _offers.Count;

        public long Joined => _joined;

        /// <summary>The next to be served. Somebody must wait.</summary>
        public BuyerId First => _waiters.Min.Buyer;

        public int? AheadOf(BuyerId buyer) => _places.TryGetValue(buyer, out var place) ? _waiters.IndexOf(new Waiter(place, buyer)) : null;

        /// <summary>The order that is a buyer's open offer; null when there is none.</summary>
        public long? FindOffer(BuyerId buyer) => _offers.TryGetValue(buyer, out var sequence) ? sequence : null;

        /// <summary>Adds a buyer behind all others.</summary>
        /// <exception cref="InvalidOperationException">The buyer waits already.</exception>
        public void Join(BuyerId buyer)
        {
            if (_places.TryGetValue(buyer, out _)) throw new InvalidOperationException($"Buyer {buyer} joins a waiting list twice.");
            _places[buyer] = ++_joined;
            _waiters.Add(new Waiter(_joined, buyer));
        }

        /// <summary>Removes a buyer. False when the buyer does not wait.</summary>
        public bool Leave(BuyerId buyer)
        {
            if (!_places.TryGetValue(buyer, out var place)) return false;
            _places.Remove(buyer);
            _waiters.Remove(new Waiter(place, buyer));
            return true;
        }

        /// <summary>Records that an order is an offer.</summary>
        /// <exception cref="InvalidOperationException">The buyer has an open offer already, or still waits.</exception>
        public void Offer(BuyerId buyer, long sequence)
        {
            if (_offers.TryGetValue(buyer, out var open) || _places.TryGetValue(buyer, out _))
                throw new InvalidOperationException($"Order {sequence} is offered to buyer {buyer}, who still waits, or has the offer {open}.");
            _offers[buyer] = sequence;
        }

        /// <summary>Records that an order is not pending any more; it may have been an offer.</summary>
        public void EndOffer(BuyerId buyer, long sequence)
        {
            if (_offers.TryGetValue(buyer, out var open) && open == sequence) _offers.Remove(buyer);
        }

        public WaitingList ToImmutable() => new(_waiters.ToImmutable(), _places.ToImmutable(), _offers.ToImmutable(), _joined);
    }
}
