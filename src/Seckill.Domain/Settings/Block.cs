namespace Seckill.Domain.Settings;

/// <summary>One entry of the block list.</summary>
/// <param name="Target">Who is blocked.</param>
/// <param name="Until">When it ends by itself, in whole milliseconds; null when only an operator ends it.</param>
/// <param name="By">Who has blocked, and why.</param>
/// <param name="At">Since when, as it is now: a later change of end or reason counts anew.</param>
/// <param name="Revision">The entry of the settings' journal that made it so.</param>
public sealed record Block(BlockTarget Target, DateTimeOffset? Until, SettingsAuthor By, DateTimeOffset At, long Revision)
{
    /// <summary>Whether it has ended by itself.</summary>
    public bool IsOver(DateTimeOffset now) => Until <= now;
}
