using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Settings;

/// <summary>One entry of the settings' journal.</summary>
/// <param name="Revision">Its sequence number: 1, 2, 3, … without gaps.</param>
/// <param name="Committed">What it says.</param>
public sealed record SettingsEntry(long Revision, SettingsCommitted Committed);

/// <summary>The settings' sign of life for the boards of all nodes, with their newest entry. Sent after every change, and repeated.</summary>
/// <param name="Revision">Number of entries in the journal.</param>
/// <param name="Newest">The newest of them; null when there is none.</param>
public sealed record SettingsPublished(long Revision, SettingsCommitted? Newest) : ISettingsMessage;
