using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Settings;

/// <summary>The bounds on what the settings remember.</summary>
public static class SettingsLimits
{
    /// <summary>Most switches that may have been set. Far above the number of switches that there are: it only stops a defect.</summary>
    public const int SwitchesMax = 256;

    /// <summary>
    /// Most blocks that may be in force. Ten thousand take a node about 4 MB, and a list of that length is the work of programs, which can
    /// block networks instead.
    /// </summary>
    public const int BlocksMax = 10_000;

    /// <summary>Longest reason of a change, in characters.</summary>
    public const int ReasonLengthMax = ItemLimits.ReasonLengthMax;

    /// <summary>Whether the text can be a switch's value: 1 to 64 visible ASCII characters.</summary>
    public static bool IsValue(string? text) => VisibleAscii.IsValid(text);

    /// <summary>Whether the text can be a trace id: 1 to 64 visible ASCII characters.</summary>
    public static bool IsTraceId(string? text) => VisibleAscii.IsValid(text);

    /// <summary>Whether the text is a reason: one line of 1 to 200 characters, not only white space.</summary>
    public static bool IsReason(string? text) => ItemLimits.IsReason(text);
}
