namespace Seckill.Domain.Settings;

/// <summary>How a switch is set.</summary>
/// <param name="Name">The switch.</param>
/// <param name="Value">Its value.</param>
/// <param name="By">Who set it, and why.</param>
/// <param name="At">When.</param>
/// <param name="Revision">The entry of the settings' journal that set it. Of two settings of a switch, the one with the higher revision counts.</param>
public sealed record SwitchSetting(SwitchName Name, string Value, SettingsAuthor By, DateTimeOffset At, long Revision);
