namespace Seckill.Actors.Serialization;

/// <summary>The names under which <see cref="SettingsSerializer"/> writes each type. Frozen, like those of items.</summary>
internal static class SettingsManifests
{
    public const string Committed = "settings.entry.v1";
    public const string ChangeSwitch = "s.change";
    public const string AddBlock = "s.block";
    public const string RemoveBlock = "s.unblock";
    public const string Answer = "s.answer";
    public const string Published = "s.published";
}
