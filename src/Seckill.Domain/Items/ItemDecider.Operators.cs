using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items;

public static partial class ItemDecider
{
    private sealed partial class Session
    {
        private Reply List(ListItem wish)
        {
            // The edge has checked the range. This second check keeps a wrong number from stopping the item.
            if (wish.Stock < 0) return new Reply(Outcome.StockConflict);
            if (wish.Stock > ItemLimits.StockMax) return new Reply(Outcome.StockLimit);
            // A waiting room's seed must be published with the listing; the edge has seen to that.
            if (wish.Terms is { Queue: ItemQueue.Open, SeedHash: null }) return new Reply(Outcome.Overloaded);
            if (Draft.Terms is not { } terms) return Introduce(wish);

            var isAsWanted = wish.Terms == terms && wish.Stock == Draft.Stock.Total;
            if (RefusalOfVersion(wish.ExpectedVersion, isAsWanted && WasOnce(wish.ExpectedVersion)) is { } conflict) return conflict;
            if (isAsWanted) return About(Outcome.Unchanged);
            if (Draft.IsClosed) return About(Outcome.Closed);
            // An order can exist before the start only if two nodes' clocks disagree; its price must not change even then.
            // The same holds for a waiting buyer.
            return Now < terms.StartsAt && Draft.LastSequence == 0 && !Draft.HasBeenWaitedFor ? Relist(wish) : Revise(wish, terms);
        }

        private Reply Introduce(ListItem wish)
        {
            if (wish.ExpectedVersion is { IsAbsent: false }) return new Reply(Outcome.VersionConflict);
            Record(new ItemListed(wish.Terms, wish.Stock) { By = wish.By });
            return About(Outcome.Listed);
        }

        /// <summary>
        /// The refusal of a write based on another version. A repeat whose first answer got lost names a version that the write itself
        /// has ended, and gets the original answer.
        /// </summary>
        private Reply? RefusalOfVersion(ItemExpectation? expected, bool isRepeat) =>
            expected is null || isRepeat || expected.Holds(Draft.VersionAt(Now), Draft.TermsRevision) ? null : About(Outcome.VersionConflict);

        private bool WasOnce(ItemExpectation? expected) => expected?.HeldBefore(Draft.VersionAt(Now), Draft.TermsRevision) == true;

        /// <summary>
        /// An event carries the listed stock, without the adjustments; the wanted total includes them. Every version of the program
        /// expects a listed stock of 0 or more. So if the adjustments alone exceed the wanted total, one more adjustment removes the rest.
        /// </summary>
        private Reply Relist(ListItem wish)
        {
            var difference = wish.Stock - Draft.Stock.Total;
            if (RefusalOfStockChange(difference) is { } refusal) return refusal;
            var listed = Draft.ListedStock + difference;
            Record(new ItemListed(wish.Terms, Math.Max(listed, 0)) { By = wish.By });
            if (listed < 0) Record(Adjustment.OwnTo(wish.Stock, listed));
            return About(Outcome.Changed);
        }

        private Reply Revise(ListItem wish, ItemTerms terms)
        {
            var presentation = wish.Terms.Presentation == terms.Presentation ? null : wish.Terms.Presentation;
            // Both terms have the same start, so the wanted end is valid for it.
            var isAllowed = wish.Stock == Draft.Stock.Total && wish.Terms.StartsAt == terms.StartsAt
                && wish.Terms == terms.Revise(wish.Terms.Title, wish.Terms.EndsAt, presentation);
            if (!isAllowed) return About(Outcome.ItemStarted);
            Record(new TermsRevised(wish.Terms.Title, wish.Terms.EndsAt) { Presentation = presentation, By = wish.By });
            return About(Outcome.Changed);
        }

        private Reply Adjust(AdjustStock wish)
        {
            var earlier = Draft.FindAdjustment(wish);
            var isRepeat = earlier?.IsSameAs(wish) == true;
            if (RefusalOfVersion(wish.ExpectedVersion, isRepeat && WasOnce(wish.ExpectedVersion)) is { } conflict) return conflict;
            if (earlier is not null) return About(isRepeat ? Outcome.Unchanged : Outcome.KeyReused);
            if (Draft.IsClosed) return About(Outcome.Closed);
            if (RefusalOfStockChange(wish.Delta) is { } refusal) return refusal;
            Record(new StockAdjusted(wish.Delta, wish.Reason, wish.Key) { Operator = wish.Operator, Trace = wish.Trace, Node = wish.Node });
            return About(Outcome.Changed);
        }

        private Reply? RefusalOfStockChange(long delta) =>
            delta < -Draft.Stock.Available ? About(Outcome.StockConflict)
            : delta > ItemLimits.StockMax - Draft.Stock.Total ? About(Outcome.StockLimit)
            : null;

        private Reply Pause(PauseSale wish) => Switch(wish.ExpectedVersion, !Draft.IsClosed && Draft.IsPaused, new SalePaused { By = wish.By });

        private Reply Resume(ResumeSale wish) => Switch(wish.ExpectedVersion, !Draft.IsClosed && !Draft.IsPaused, new SaleResumed { By = wish.By });

        private Reply Close(CloseSale wish) => Switch(wish.ExpectedVersion, Draft.IsClosed, new SaleClosed { By = wish.By });

        /// <summary>
        /// If the item is already in the wanted state, the request is a repeat only if it names the version that the last switch ended.
        /// Otherwise somebody else switched the item.
        /// </summary>
        private Reply Switch(ItemExpectation? expected, bool isAsWanted, IEvent change)
        {
            var isRepeat = isAsWanted && expected?.NamesRevision(Draft.SwitchRevision - 1) == true;
            if (RefusalOfVersion(expected, isRepeat) is { } conflict) return conflict;
            if (isAsWanted) return About(Outcome.Unchanged);
            if (Draft.IsClosed) return About(Outcome.Closed);
            Record(change);
            return About(Outcome.Changed);
        }

        /// <summary>
        /// Cancels an order whoever owns it, in any phase. After the end of the sale its units are available again, but nobody can buy them.
        /// An order whose money is being refunded, or has been, is as the operator wants it.
        /// </summary>
        private Reply Revoke(RevokeOrder wish)
        {
            if (Draft.FindOrder(wish.Sequence) is not { } entry) return Missing(wish.Sequence);
            if (entry.Status == OrderStatus.Expired) return About(Outcome.OrderState, entry);
            if (!entry.IsActive) return About(Outcome.Unchanged, entry);
            if (entry.Status == OrderStatus.Pending) Record(new StockReleased(ReleaseCause.Cancelled, [wish.Sequence]) { By = wish.By });
            else RevokePaid(wish, entry.Payment!.Value, Draft.ToOrder(entry).Amount);
            return About(Outcome.Cancelled, Draft.FindOrder(wish.Sequence)!);
        }

        /// <summary>Money that pays another order is never refunded. The first version let one payment pay several orders.</summary>
        private void RevokePaid(RevokeOrder wish, PaymentId payment, Money amount)
        {
            Record(new OrderRevoked(wish.Sequence) { By = wish.By });
            if (Draft.FindPaidWith(payment) is null && Draft.FindRefund(payment) is null)
                Record(new RefundFellDue(wish.Sequence, payment, amount));
        }
    }
}
