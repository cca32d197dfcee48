namespace Seckill.Actors.Serialization;

/// <summary>The names under which <see cref="RoomSerializer"/> writes each type. Frozen, like those of items.</summary>
internal static class RoomManifests
{
    public const string Committed = "room.entry.v1";
    public const string State = "room.state.v1";
    public const string Batch = "r.commands";
    public const string BatchReply = "r.replies";
    public const string Published = "r.published";
    public const string Wake = "r.wake";
    public const string Claim = "r.claim";
}
