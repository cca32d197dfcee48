using Seckill.Domain.Shared;

namespace Seckill.Domain.Settings;

/// <summary>What a block names. The numbers are stored: never change one.</summary>
public enum BlockKind
{
    /// <summary>A buyer, by id.</summary>
    Buyer = 1,

    /// <summary>An address, or a network of addresses.</summary>
    Address = 2,
}

/// <summary>
/// Who is blocked. The settings keep it as text and do not read addresses: the node that is asked writes each address in its one usual form,
/// so that two spellings of one network are one block.
/// </summary>
public readonly record struct BlockTarget
{
    private readonly string? _value;

    private BlockTarget(BlockKind kind, string value) => (Kind, _value) = (kind, value);

    /// <summary>Whether it is a buyer or an address.</summary>
    public BlockKind Kind { get; }

    /// <summary>The buyer's id, or the address or network. Throws for the default value, which is nobody.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An uninitialised BlockTarget names nobody.");

    /// <summary>Names somebody; false when the kind is none, or the text is not 1 to 64 visible ASCII characters.</summary>
    public static bool TryCreate(BlockKind kind, string? value, out BlockTarget target)
    {
        var isValid = Enum.IsDefined(kind) && VisibleAscii.IsValid(value);
        target = isValid ? new BlockTarget(kind, value!) : default;
        return isValid;
    }

    /// <summary>Names somebody who is known to be valid.</summary>
    /// <exception cref="FormatException">The kind is none, or the text is not 1 to 64 visible ASCII characters.</exception>
    public static BlockTarget Of(BlockKind kind, string value) => TryCreate(kind, value, out var target)
        ? target
        : throw new FormatException("A block names a buyer or an address, in 1 to 64 visible ASCII characters.");

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {_value}";
}
