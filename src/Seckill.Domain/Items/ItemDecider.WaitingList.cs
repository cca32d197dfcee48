using System.Collections.Immutable;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items;

public static partial class ItemDecider
{
    /// <summary>
    /// A buyer's place in the committed state: <see cref="Outcome.Waiting"/>, <see cref="Outcome.Offered"/> or
    /// <see cref="Outcome.NotWaiting"/>; <see cref="Outcome.NoWaitingList"/> or <see cref="Outcome.ItemNotFound"/> where there is none to have.
    /// </summary>
    /// <param name="state">The committed state.</param>
    /// <param name="buyer">Who asks.</param>
    /// <param name="now">The item's clock.</param>
    public static Reply PlaceOf(ItemState state, BuyerId buyer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Status is not { } status) return new Reply(Outcome.ItemNotFound);
        if (!status.Terms.WaitingList) return new Reply(Outcome.NoWaitingList);
        if (state.Waiting.Offers.TryGetValue(buyer, out var offer)) return new Reply(Outcome.Offered) { Order = state.FindOrder(offer), Status = status };
        // Nobody waits for a sale that is over. If an operator moves its end, the places are as they were.
        return status.PhaseAt(now) != Phase.Closed && state.Waiting.AheadOf(buyer) is { } ahead
            ? new Reply(Outcome.Waiting) { Ahead = ahead }
            : new Reply(Outcome.NotWaiting);
    }

    private sealed partial class Session
    {
        private readonly ImmutableArray<BuyerId>.Builder _joins = ImmutableArray.CreateBuilder<BuyerId>();

        /// <summary>Tickets of <see cref="_joins"/>: one each, or none at all.</summary>
        private readonly ImmutableArray<Ticket>.Builder _joinTickets = ImmutableArray.CreateBuilder<Ticket>();

        /// <summary>Offers of this batch.</summary>
        private int _offered;

        /// <summary>
        /// Joining gives a right to a unit, so it needs what a purchase needs: a ticket where the item requires one, and room below the limit.
        /// Whoever waits already, or has an open offer, gets the same answer again.
        /// </summary>
        private Reply Join(JoinWaitingList wish)
        {
            if (!Draft.Terms!.WaitingList) return new Reply(Outcome.NoWaitingList);
            if (FindPlace(wish.Buyer) is { } known) return known;
            if (Draft.Terms.TicketRequired && RefusalOf(wish.Ticket) is { } noTicket) return noTicket;
            if (RefusalOfPhase() is { } refusal) return refusal;
            if (!waiting.IsOpen) return About(Outcome.Paused);
            var account = Draft.FindBuyer(wish.Buyer);
            if (account.Units >= Draft.Terms.PerBuyerLimit) return LimitReached(account);
            if (account.EndedCount > 0 && RefusalOfChurn(account) is { } tooSoon) return tooSoon;
            if (Draft.WaitingCount == 0 && Draft.Stock.Available > 0) return About(Outcome.UnitsAvailable);
            if (Draft.WaitingCount >= waiting.PlacesMax) return About(Outcome.WaitingListFull);

            FlushReservations();
            _joins.Add(wish.Buyer);
            if (Draft.Terms.TicketRequired)
            {
                Draft.Tickets.Use(wish.Ticket!.Value);
                _joinTickets.Add(wish.Ticket.Value);
            }

            Draft.Join(wish.Buyer);
            return FindPlace(wish.Buyer)!;
        }

        private Reply Leave(LeaveWaitingList wish)
        {
            if (!Draft.Terms!.WaitingList) return new Reply(Outcome.NoWaitingList);
            if (FindPlace(wish.Buyer) is not { } known) return new Reply(Outcome.NotWaiting);
            // An offer is an order: its buyer cancels it like any other.
            if (known.Outcome == Outcome.Offered) return known;
            Record(new WaitingListLeft(LeaveCause.Left, [wish.Buyer]));
            return new Reply(Outcome.NotWaiting);
        }

        private Reply? FindPlace(BuyerId buyer) =>
            Draft.FindOffer(buyer) is { } offer ? About(Outcome.Offered, Draft.FindOrder(offer)!)
            : Draft.Waiting.AheadOf(buyer) is { } ahead ? new Reply(Outcome.Waiting) { Ahead = ahead }
            : null;

        /// <summary>
        /// Gives available units to those who wait, first come, first served. It runs before the batch and after each of its commands, so no
        /// command sees a unit that somebody waits for.
        /// </summary>
        public void HandOver()
        {
            if (Draft.WaitingCount == 0 || Draft.Stock.Available == 0 || !waiting.IsOpen || Draft.PhaseAt(Now) != Phase.Open) return;
            FlushReservations();
            FlushJoins();
            FlushTickets();
            var offers = ImmutableArray.CreateBuilder<Reservation>();
            var (atLimit, cooling, blocked) =
                (ImmutableArray.CreateBuilder<BuyerId>(), ImmutableArray.CreateBuilder<BuyerId>(), ImmutableArray.CreateBuilder<BuyerId>());
            for (; Draft is { WaitingCount: > 0, Stock.Available: > 0 } && _offered < ItemLimits.OffersPerBatchMax; _offered++)
            {
                var buyer = Draft.Waiting.First;
                var account = Draft.FindBuyer(buyer);
                if (account.Units >= Draft.Terms!.PerBuyerLimit)
                {
                    Skip(buyer, atLimit);
                }
                else if (account.EndedCount > 0 && RefusalOfChurn(account) is not null)
                {
                    Skip(buyer, cooling);
                }
                else if (waiting.IsBlocked(buyer, Now))
                {
                    Skip(buyer, blocked);
                }
                else
                {
                    var offer = new Reservation(Draft.LastSequence + 1, buyer, Quantity: 1, Key: null);
                    offers.Add(offer);
                    Draft.Reserve(offer, account, PayBefore, Now);
                    Draft.Offer(offer.Sequence);
                }
            }

            if (atLimit.Count > 0) _events.Add(new WaitingListLeft(LeaveCause.AtLimit, atLimit.ToImmutable()));
            if (cooling.Count > 0) _events.Add(new WaitingListLeft(LeaveCause.CoolingDown, cooling.ToImmutable()));
            if (blocked.Count > 0) _events.Add(new WaitingListLeft(LeaveCause.Blocked, blocked.ToImmutable()));
            if (offers.Count == 0) return;
            _events.Add(new StockReserved(Draft.Terms!.UnitPrice, PayBefore, offers.ToImmutable()));
            _events.Add(new UnitsOffered(offers[0].Sequence, offers.Count));
        }

        private void Skip(BuyerId buyer, ImmutableArray<BuyerId>.Builder skipped)
        {
            Draft.Leave(buyer);
            skipped.Add(buyer);
        }

        /// <summary>Turns consecutive joins into one event; the draft has applied them already, one by one.</summary>
        private void FlushJoins()
        {
            if (_joins.Count == 0) return;
            _events.Add(new WaitingListJoined(_joins.ToImmutable()) { Tickets = _joinTickets.ToImmutable() });
            _joins.Clear();
            _joinTickets.Clear();
        }
    }
}
