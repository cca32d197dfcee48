using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items;

public static partial class ItemDecider
{
    private sealed partial class Session
    {
        private Reply List(ListItem wish)
        {
            // The edge has checked the range; refusing here too keeps a wrong number from stopping the item.
            if (wish.Stock < 0) return new Reply(Outcome.StockConflict);
            if (wish.Stock > ItemLimits.StockMax) return new Reply(Outcome.StockLimit);
            if (Draft.Terms is not { } terms)
            {
                if (wish.ExpectedVersion is not null) return new Reply(Outcome.VersionConflict);
                Record(new ItemListed(wish.Terms, wish.Stock));
                return About(Outcome.Listed);
            }

            // A repeat whose first answer got lost names the version that it has itself ended; one that never was is no repeat.
            var isPresent = wish.ExpectedVersion is null || wish.ExpectedVersion == Draft.VersionAt(Now);
            var isPast = wish.ExpectedVersion >= ItemStatus.VersionMin && wish.ExpectedVersion < Draft.VersionAt(Now);
            if (wish.Terms == terms && wish.Stock == Draft.ListedStock && (isPresent || isPast)) return About(Outcome.Unchanged);
            if (!isPresent) return About(Outcome.VersionConflict);
            if (Draft.IsClosed) return About(Outcome.Closed);
            // An order may exist before the start only if two nodes' clocks disagree; its price must stand all the same.
            return Now < terms.StartsAt && Draft.LastSequence == 0 ? Relist(wish) : Revise(wish, terms);
        }

        private Reply Relist(ListItem wish)
        {
            // The difference counts, so that adjustments made since the last listing stay.
            if (RefusalOfStockChange(wish.Stock - Draft.ListedStock) is { } refusal) return refusal;
            Record(new ItemListed(wish.Terms, wish.Stock));
            return About(Outcome.Changed);
        }

        private Reply Revise(ListItem wish, ItemTerms terms)
        {
            // The wanted terms start when these do, so their end is valid with this start too.
            var onlyTitleAndEnd = wish.Stock == Draft.ListedStock && wish.Terms.StartsAt == terms.StartsAt
                && wish.Terms == terms.WithTitleAndEnd(wish.Terms.Title, wish.Terms.EndsAt);
            if (!onlyTitleAndEnd) return About(Outcome.ItemStarted);
            Record(new TermsRevised(wish.Terms.Title, wish.Terms.EndsAt));
            return About(Outcome.Changed);
        }

        private Reply Adjust(AdjustStock wish)
        {
            if (Draft.FindAdjustment(wish.Key) is { } earlier)
                return About(earlier.Delta == wish.Delta && earlier.Reason == wish.Reason ? Outcome.Unchanged : Outcome.KeyReused);
            if (Draft.IsClosed) return About(Outcome.Closed);
            if (RefusalOfStockChange(wish.Delta) is { } refusal) return refusal;
            Record(new StockAdjusted(wish.Delta, wish.Reason, wish.Key));
            return About(Outcome.Changed);
        }

        private Reply? RefusalOfStockChange(long delta) =>
            delta < -Draft.Stock.Available ? About(Outcome.StockConflict)
            : delta > ItemLimits.StockMax - Draft.Stock.Total ? About(Outcome.StockLimit)
            : null;

        private Reply Pause()
        {
            if (Draft.IsClosed) return About(Outcome.Closed);
            if (Draft.IsPaused) return About(Outcome.Unchanged);
            Record(new SalePaused());
            return About(Outcome.Changed);
        }

        private Reply Resume()
        {
            if (Draft.IsClosed) return About(Outcome.Closed);
            if (!Draft.IsPaused) return About(Outcome.Unchanged);
            Record(new SaleResumed());
            return About(Outcome.Changed);
        }

        private Reply Close()
        {
            if (Draft.IsClosed) return About(Outcome.Unchanged);
            Record(new SaleClosed());
            return About(Outcome.Changed);
        }
    }
}
