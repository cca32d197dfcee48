using Seckill.Domain.Shared;

namespace Seckill.Actors.Ledger;

/// <summary>Names of items in the journal. They are stored: never change them.</summary>
public static class ItemPersistence
{
    private const string Prefix = "item-";

    /// <summary>The persistence id of an item.</summary>
    public static string IdOf(ItemId item) => Prefix + item.Value;

    /// <summary>Reads a persistence id; false when it is not an item's.</summary>
    public static bool TryParse(string persistenceId, out ItemId item)
    {
        item = default;
        return persistenceId.StartsWith(Prefix, StringComparison.Ordinal) && ItemId.TryParse(persistenceId[Prefix.Length..], out item);
    }
}
