using Seckill.Domain.Shared;

namespace Seckill.Actors.Items;

/// <summary>How items are named in the journal. Stored for ever.</summary>
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
