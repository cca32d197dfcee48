using System.ComponentModel.DataAnnotations;

namespace Seckill.Storage;

/// <summary>Bounds of the storage, beside the engine's in the same section (<c>Seckill:Limits</c>). Checked at start.</summary>
public sealed class StorageLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Limits";

    /// <summary>How long a read or write of the tables may take; then the item answers, or <c>outcome_unknown</c>.</summary>
    [Range(100, 60_000)]
    public int StorageTimeoutMs { get; set; } = 2_000;
}
