using System.Collections.Immutable;

namespace Seckill.Domain.Settings;

/// <summary>
/// All messages of the settings that hold for the whole sale: commands that ask for a change, the events that record it, and the answers.
/// </summary>
public static class SettingsProtocol
{
    /// <summary>Marks what is stored or may leave a node.</summary>
    public interface ISettingsMessage;

    /// <summary>An operator's intent. Repeating it is safe.</summary>
    public interface ISettingsCommand : ISettingsMessage
    {
        /// <summary>Who asks, and why.</summary>
        SettingsAuthor By { get; }
    }

    /// <summary>What has changed. Recorded for ever.</summary>
    public interface ISettingsEvent;

    /// <summary>Sets a switch.</summary>
    /// <param name="Name">The switch.</param>
    /// <param name="Value">
    /// The wanted value. The settings keep it as text and do not know which values a switch takes: the node that is asked checks that, so
    /// that nodes of two versions can work side by side.
    /// </param>
    /// <param name="Replaces">
    /// Revision of the setting that this one replaces; 0 if the switch was never set. A message that is late, because somebody else has
    /// set the switch meanwhile, therefore changes nothing.
    /// </param>
    /// <param name="By">Who asks, and why.</param>
    public sealed record ChangeSwitch(SwitchName Name, string Value, long Replaces, SettingsAuthor By) : ISettingsCommand;

    /// <summary>Blocks a buyer or an address, or changes until when or why.</summary>
    /// <param name="Target">Who is to be blocked.</param>
    /// <param name="Until">When the block ends by itself; null for never.</param>
    /// <param name="Known">
    /// Revision of the settings that the asker knows. A message that is late, because somebody has changed this block or removed one since,
    /// therefore changes nothing.
    /// </param>
    /// <param name="By">Who asks, and why.</param>
    public sealed record AddBlock(BlockTarget Target, DateTimeOffset? Until, long Known, SettingsAuthor By) : ISettingsCommand;

    /// <summary>Ends a block.</summary>
    /// <param name="Target">Who is no longer to be blocked.</param>
    /// <param name="Known">As with <see cref="AddBlock"/>.</param>
    /// <param name="By">Who asks, and why.</param>
    public sealed record RemoveBlock(BlockTarget Target, long Known, SettingsAuthor By) : ISettingsCommand;

    /// <summary>A switch was set.</summary>
    /// <param name="Name">The switch.</param>
    /// <param name="Value">Its value from now on.</param>
    public sealed record SwitchChanged(SwitchName Name, string Value) : ISettingsEvent;

    /// <summary>Somebody was blocked, or blocked until another time or for another reason.</summary>
    /// <param name="Target">Who.</param>
    /// <param name="Until">When the block ends by itself, in whole milliseconds; null for never.</param>
    public sealed record BlockAdded(BlockTarget Target, DateTimeOffset? Until) : ISettingsEvent;

    /// <summary>A block was ended.</summary>
    /// <param name="Target">Who is no longer blocked.</param>
    public sealed record BlockRemoved(BlockTarget Target) : ISettingsEvent;

    /// <summary>
    /// Stands for an event that only a newer version of the program knows. Skipping it is safe, because the settings are rebuilt from their
    /// journal at every start and never from a snapshot.
    /// </summary>
    public sealed record UnknownChange : ISettingsEvent;

    /// <summary>One entry of the settings' journal.</summary>
    /// <param name="At">When it was decided, in whole milliseconds.</param>
    /// <param name="By">Who asked, and why.</param>
    /// <param name="Events">What changed; never empty.</param>
    public sealed record SettingsCommitted(DateTimeOffset At, SettingsAuthor By, ImmutableArray<ISettingsEvent> Events) : ISettingsMessage;

    /// <summary>How a command ended.</summary>
    public enum SettingsOutcome
    {
        /// <summary>The change is in the journal.</summary>
        Changed = 1,

        /// <summary>It was as wanted already; nothing was written.</summary>
        Unchanged = 2,

        /// <summary>Somebody else has changed it meanwhile; nothing was written.</summary>
        Conflict = 3,

        /// <summary>More switches would have been set, or more blocks be there, than may be; nothing was written.</summary>
        TooMany = 4,

        /// <summary>The settings cannot take the command at the moment; nothing was written.</summary>
        Unavailable = 5,

        /// <summary>The write failed, or its end is not known.</summary>
        Unknown = 6,
    }

    /// <summary>The answer to a command.</summary>
    /// <param name="Outcome">How it ended.</param>
    /// <param name="Setting">How the switch is set; null when it never was, or when that is not known.</param>
    public sealed record SettingsAnswer(SettingsOutcome Outcome, SwitchSetting? Setting) : ISettingsMessage
    {
        /// <summary>Of commands about blocks: the block as it is now; null when there is none, or when that is not known.</summary>
        public Block? Block { get; init; }

        /// <summary>Of commands about blocks: the settings' revision; 0 when it is not known.</summary>
        public long Revision { get; init; }

        /// <summary>Nothing was written, and nothing is known.</summary>
        public static SettingsAnswer Unavailable { get; } = new(SettingsOutcome.Unavailable, null);

        /// <summary>Nobody knows whether it was written.</summary>
        public static SettingsAnswer Unknown { get; } = new(SettingsOutcome.Unknown, null);
    }
}
