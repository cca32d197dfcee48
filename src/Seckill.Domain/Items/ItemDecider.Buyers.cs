using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items;

public static partial class ItemDecider
{
    private sealed partial class Session
    {
        /// <summary>
        /// Repeats come first: a repeated request gets the same answer in every phase, though its ticket is spent. Then come ticket, phase,
        /// slot, limit, cool-down and stock. A refused request spends no ticket.
        /// </summary>
        private Reply Reserve(ReserveStock wish, Ticket? ticket, CampaignSlot? slot)
        {
            var units = wish.Quantity.Units;
            var account = Draft.FindBuyer(wish.Buyer);
            if (FindEarlier(wish, account) is { } earlier) return earlier;
            if (Draft.Terms!.TicketRequired && RefusalOf(ticket) is { } noTicket) return noTicket;
            if (RefusalOfPhase() is { } refusal) return refusal;
            if (!Admits(slot)) return About(Outcome.Overloaded);
            if (account.Units + units > Draft.Terms.PerBuyerLimit) return LimitReached(account);
            if (account.EndedCount > 0 && RefusalOfChurn(account) is { } tooSoon) return tooSoon;
            // While somebody waits, what is available is theirs: either it is about to be offered, or too much for one batch came back.
            if (units > Draft.Stock.Available || Draft.WaitingCount > 0) return About(Outcome.SoldOut);

            var reservation = new Reservation(Draft.LastSequence + 1, wish.Buyer, units, wish.Key ?? slot?.Key);
            _reservations.Add(reservation);
            if (Draft.Terms.TicketRequired) Spend(ticket!.Value);
            return About(Outcome.Reserved, Draft.Reserve(reservation, account, PayBefore, Now));
        }

        private Reply? RefusalOf(Ticket? ticket) =>
            ticket is not { } one ? About(Outcome.TicketRequired)
            : !Draft.Tickets.MayUse(one, Now) ? About(Outcome.TicketInvalid)
            : null;

        private void Spend(Ticket ticket)
        {
            Draft.Tickets.Use(ticket);
            (_tickets ??= ImmutableArray.CreateBuilder<Ticket>()).Add(ticket);
        }

        /// <summary>An operator's switch takes precedence over the window and the stock, as a pause of the item does.</summary>
        private Reply Repeat(ReserveStock wish) => FindEarlier(wish, Draft.FindBuyer(wish.Buyer))
            ?? About(Draft.PhaseAt(Now) == Phase.Closed ? Outcome.Closed : Outcome.Paused);

        private Reply? FindEarlier(ReserveStock wish, BuyerAccount account)
        {
            if (account.OrderCount == 0) return null;
            if (wish.Key is { } key && account.FindKey(key) is { } sequence)
            {
                var sameKey = account.Only ?? Draft.FindOrder(sequence)!;
                return sameKey.Quantity == wish.Quantity.Units ? About(Outcome.AlreadyReserved, sameKey) : new Reply(Outcome.KeyReused);
            }

            // With limit 1 a buyer can have only one order at a time, so a new request means that one.
            if (Draft.Terms!.PerBuyerLimit != 1 || wish.Quantity != Quantity.One || account.Units != 1) return null;
            var held = account.Only ?? Draft.FindOrder(account.ActiveAt(0))!;
            return wish.Key is not { } further || Remember(further, held.Sequence) ? About(Outcome.AlreadyReserved, held) : LimitReached(account);
        }

        /// <summary>
        /// Records that a key is answered with an order, so that the key gets the same answer after the order has ended and the buyer may
        /// buy again. Returns false when the order already answers the maximum number of keys.
        /// </summary>
        private bool Remember(IdempotencyKey further, long sequence)
        {
            if (Draft.FurtherKeysOf(sequence).Length >= ItemLimits.FurtherKeysPerOrderMax) return false;
            Record(new KeyAnswered(sequence, further));
            return true;
        }

        private Reply? RefusalOfPhase() => Draft.PhaseAt(Now).RefusalOf() switch
        {
            // The limit is checked first, then the stock.
            null or Outcome.SoldOut => null,
            { } refused => About(refused),
        };

        private Reply? RefusalOfChurn(BuyerAccount account) =>
            churn.NextAt(account.EndedCount, Moment.FromUnixMs(account.LastEndedAtMs), Draft.Terms!.EndsAt) is { } next && next > Now
                ? new Reply(Outcome.CoolingDown) { RetryAt = next }
                : null;

        private Reply LimitReached(BuyerAccount account) => WithOrders(new Reply(Outcome.LimitReached), account);

        /// <summary>Names the buyer's newest active orders.</summary>
        private Reply WithOrders(Reply reply, BuyerAccount account)
        {
            var count = account.ActiveCount;
            var newest = new OrderId[Math.Min(count, ItemLimits.NamedOrdersMax)];
            for (var i = 0; i < newest.Length; i++) newest[i] = new OrderId(state.Id, account.ActiveAt(count - 1 - i));
            return reply with { OrderIds = ImmutableCollectionsMarshal.AsImmutableArray(newest), OrderCount = count };
        }

        private Reply Cancel(CancelOrder wish)
        {
            if (Draft.FindOrder(wish.Sequence) is not { } entry) return Missing(wish.Sequence);
            if (entry.Buyer != wish.Buyer) return new Reply(Outcome.OrderNotFound);
            if (entry.Status == OrderStatus.Cancelled) return About(Outcome.Cancelled, entry);
            if (entry.Status != OrderStatus.Pending) return About(Outcome.OrderState, entry);
            Record(new StockReleased(ReleaseCause.Cancelled, [wish.Sequence]));
            return About(Outcome.Cancelled, Draft.FindOrder(wish.Sequence)!);
        }

        private Reply Missing(long sequence) =>
            new(WasDecided(sequence) ? Outcome.OrderForgotten : Outcome.OrderNotFound);

        private bool WasDecided(long sequence) => sequence >= 1 && sequence <= Draft.LastSequence;

        /// <summary>
        /// One writer decides the race between money and deadline. Money paid before the deadline pays a held order. Later money is
        /// refunded and its units are released, whether or not the timer has fired yet. A payment pays at most one order: whatever
        /// later reports say, money that pays an order is never refunded, and refunded money never pays.
        /// </summary>
        private Reply Confirm(ConfirmPayment money)
        {
            if (!WasDecided(money.Sequence)) return new Reply(Outcome.OrderNotFound);
            if (Draft.FindRefund(money.Payment) is not null) return RefundDue(money.Sequence);
            if (Draft.FindPaidWith(money.Payment) is { } paid) return About(Outcome.Paid, paid);

            if (Draft.FindOrder(money.Sequence) is { Status: OrderStatus.Pending } entry && IsPrice(money, entry))
            {
                if (IsInTime(money, entry))
                {
                    Record(new PaymentConfirmed(money.Sequence, money.Payment, money.Amount));
                    return About(Outcome.Paid, Draft.FindOrder(money.Sequence)!);
                }

                if (!money.HasRival) Record(new StockReleased(ReleaseCause.Expired, [money.Sequence]));
            }

            Record(new RefundFellDue(money.Sequence, money.Payment, money.Amount));
            return RefundDue(money.Sequence);
        }

        private bool IsPrice(ConfirmPayment money, OrderEntry entry) =>
            !money.PaysNothing && money.Amount == Draft.Terms!.UnitPrice.Times(entry.Quantity);

        private bool IsInTime(ConfirmPayment money, OrderEntry entry) =>
            Now.ToUnixTimeMilliseconds() < entry.PayBeforeMs || money.PaidAt?.ToUnixTimeMilliseconds() < entry.PayBeforeMs;

        private Reply RefundDue(long sequence) =>
            Draft.FindOrder(sequence) is { } entry ? About(Outcome.RefundDue, entry) : new Reply(Outcome.RefundDue);

        private Reply Settle(SettleRefund settle)
        {
            if (Draft.FindRefund(settle.Payment) is not { } refund) return new Reply(Outcome.OrderNotFound);
            if (!refund.IsSettled) Record(new RefundSettled(refund.Sequence, settle.Payment));
            return new Reply(Outcome.RefundSettled);
        }

        private Reply Expire(ExpireReservations wish)
        {
            var wanted = wish.Only is { } only ? only.Distinct().Where(IsDue) : Draft.DueAt(Now);
            ImmutableArray<long> due = [.. wanted.Take(ItemLimits.ExpiriesPerBatchMax)];
            if (due.IsEmpty) return new Reply(Outcome.NothingDue);
            Record(new StockReleased(ReleaseCause.Expired, due));
            return new Reply(Outcome.Expired);
        }

        private bool IsDue(long sequence) =>
            Draft.FindOrder(sequence) is { Status: OrderStatus.Pending } entry && entry.PayBeforeMs <= Now.ToUnixTimeMilliseconds();
    }
}
