using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// Everything that can be said to an item (commands), that an item records (events), and that it answers (replies).
/// </summary>
public static partial class ItemProtocol
{
    /// <summary>An intent. It may be refused, and repeating it is always safe.</summary>
    public interface ICommand;

    /// <summary>Lists the item, or changes its terms and stock while nothing has been sold.</summary>
    /// <param name="Terms">The terms wanted.</param>
    /// <param name="Stock">Units offered, 0 to <see cref="ItemLimits.StockMax"/>.</param>
    /// <param name="ExpectedVersion">The version the operator has seen (<see cref="ItemStatus.VersionAt"/>); null to not care.</param>
    public sealed record ListItem(ItemTerms Terms, long Stock, long? ExpectedVersion) : ICommand;

    /// <summary>Adds or removes available units.</summary>
    /// <param name="Delta">Units to add; negative to remove.</param>
    /// <param name="Reason">Why, for the ledger.</param>
    /// <param name="Key">Names the intent.</param>
    public sealed record AdjustStock(long Delta, string Reason, IdempotencyKey Key) : ICommand;

    /// <summary>Stops selling until resumed.</summary>
    public sealed record PauseSale : ICommand;

    /// <summary>Sells again.</summary>
    public sealed record ResumeSale : ICommand;

    /// <summary>Ends the sale for good.</summary>
    public sealed record CloseSale : ICommand;

    /// <summary>Asks for units.</summary>
    /// <param name="Buyer">Who asks.</param>
    /// <param name="Quantity">How many units.</param>
    /// <param name="Key">Names the intent, if the client cares to.</param>
    public sealed record ReserveStock(BuyerId Buyer, Quantity Quantity, IdempotencyKey? Key) : ICommand;

    /// <summary>Gives an unpaid order up.</summary>
    /// <param name="Buyer">Who asks; must own the order.</param>
    /// <param name="Sequence">The order.</param>
    public sealed record CancelOrder(BuyerId Buyer, long Sequence) : ICommand;

    /// <summary>Reports money that has arrived for an order.</summary>
    /// <param name="Sequence">The order.</param>
    /// <param name="Payment">The provider's name for the money.</param>
    /// <param name="Amount">How much arrived.</param>
    public sealed record ConfirmPayment(long Sequence, PaymentId Payment, Money Amount) : ICommand;

    /// <summary>Reports that late money went back.</summary>
    /// <param name="Payment">The payment that was refunded.</param>
    public sealed record SettleRefund(PaymentId Payment) : ICommand;

    /// <summary>Releases what was not paid in time. Said by the item to itself.</summary>
    public sealed record ExpireReservations : ICommand;

    /// <summary>
    /// Stands for a command that only a newer version of the program knows. It decides nothing and is answered with
    /// <see cref="Outcome.Overloaded"/>, so that its sender repeats it until the item's node has been upgraded too.
    /// </summary>
    public sealed record UnknownCommand : ICommand;
}
