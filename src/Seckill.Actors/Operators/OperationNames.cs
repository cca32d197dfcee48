using System.Globalization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Operators;

/// <summary>What the operations log calls operators' commands and how they end. They are stored: never rename.</summary>
public static class OperationNames
{
    /// <summary>Lists an item or changes its terms.</summary>
    public const string ListItem = "list_item";

    /// <summary>Adds or removes available units.</summary>
    public const string AdjustStock = "adjust_stock";

    /// <summary>Stops selling until resumed.</summary>
    public const string PauseSale = "pause_sale";

    /// <summary>Sells again.</summary>
    public const string ResumeSale = "resume_sale";

    /// <summary>Ends the sale for good.</summary>
    public const string CloseSale = "close_sale";

    /// <summary>Cancels an order of any buyer.</summary>
    public const string CancelOrder = "cancel_order";

    /// <summary>Sets a switch. It is in no item's ledger. Neither are commands that only the palette has; those keep the palette's names.</summary>
    public const string SetSwitch = "switch_set";

    /// <summary>Puts a buyer or an address on the block list, or changes such a block. It is in no item's ledger.</summary>
    public const string AddBlock = "block_add";

    /// <summary>Takes a buyer or an address off the block list.</summary>
    public const string RemoveBlock = "block_remove";

    /// <summary>The item is new.</summary>
    public const string Listed = "listed";

    /// <summary>The item changed.</summary>
    public const string Changed = "changed";

    /// <summary>Everything already was as wanted.</summary>
    public const string Unchanged = "unchanged";

    /// <summary>The order was cancelled, and there is no money to refund.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The order was cancelled, and its money is to be refunded.</summary>
    public const string RefundDue = "refund_due";

    /// <summary>The name of how a command to an item ended, which was not refused.</summary>
    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Listed => Listed,
        Outcome.Changed => Changed,
        _ => Unchanged,
    };

    /// <summary>The name of how an order's cancellation ended.</summary>
    /// <param name="order">The order, cancelled.</param>
    /// <param name="isNew">Whether it was not cancelled before.</param>
    public static string Of(Order order, bool isNew) =>
        !isNew ? Unchanged : order?.Status == OrderStatus.RefundDue ? RefundDue : Cancelled;

    /// <summary>The name of a command.</summary>
    public static string Of(IOperatorCommand command) => command switch
    {
        Domain.Items.ItemProtocol.ListItem => ListItem,
        Domain.Items.ItemProtocol.AdjustStock => AdjustStock,
        Domain.Items.ItemProtocol.PauseSale => PauseSale,
        Domain.Items.ItemProtocol.ResumeSale => ResumeSale,
        Domain.Items.ItemProtocol.CloseSale => CloseSale,
        RevokeOrder => CancelOrder,
        _ => throw new ArgumentException($"A {command.GetType().Name} has no name in the operations log.", nameof(command)),
    };

    /// <summary>What a command says beyond its name.</summary>
    public static string? DetailOf(ItemId item, IOperatorCommand command) => command switch
    {
        ListItem list => DetailOfStock(list.Stock),
        AdjustStock adjust => DetailOfChange(adjust.Delta),
        RevokeOrder revoke => new OrderId(item, revoke.Sequence).ToString(),
        _ => null,
    };

    internal static string DetailOfStock(long stock) => string.Create(CultureInfo.InvariantCulture, $"stock {stock}");

    internal static string DetailOfChange(long delta) => delta.ToString("+0;-0", CultureInfo.InvariantCulture);
}
