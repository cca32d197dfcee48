namespace Seckill.Storage;

/// <summary>
/// A store cannot be used at present: unreachable, locked by another process, read-only or full. The message says which one and
/// what to do. Nothing of the attempted transaction can be relied upon; repeating it is safe.
/// </summary>
public sealed class StorageUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with what caused it.</summary>
    public StorageUnavailableException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>What this program's role may not do, where that is the cause; otherwise null.</summary>
    public string? Denial { get; init; }

    /// <summary>Whether the stored data is damaged, so that only a backup helps.</summary>
    public bool IsDamage { get; init; }
}
