namespace Seckill.Actors.Serialization;

/// <summary>
/// The names under which <see cref="ItemSerializer"/> writes each type. Frozen: they are in every journal row and snapshot, and nodes of
/// different versions send them to each other. A new layout gets a new name; old names must be readable for ever.
/// </summary>
internal static class ItemManifests
{
    public const string BatchCommitted = "item.batch.v1";
    public const string ItemState = "item.state.v1";
    public const string CommandBatch = "w.commands";
    public const string FindOrder = "w.find";
    public const string WakeItem = "w.wake";
    public const string GetHolders = "w.holders";
    public const string BatchReply = "w.replies";
    public const string WriterUnavailable = "w.unavailable";
    public const string NotDelivered = "w.undelivered";
    public const string StorageReport = "w.storage";
    public const string StatusPublished = "w.status";
    public const string HoldersPage = "w.page";
}
