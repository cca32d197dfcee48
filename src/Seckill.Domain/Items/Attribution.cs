using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

/// <summary>
/// Who does something to an item, why, and how to find the request again. Each part may be missing: nodes and entries of earlier versions
/// lack all of them.
/// </summary>
public sealed record Attribution
{
    /// <summary>What answers, tables and logs say of an actor, node or request that was not recorded.</summary>
    public const string UnknownName = "unknown";

    /// <summary>Longest name of a node, in characters: a host name of 253 and a port.</summary>
    public const int NodeLengthMax = 260;

    /// <summary>Nothing is known.</summary>
    public static Attribution Unknown { get; } = new();

    /// <summary>The subject of the operator's token; null when unknown.</summary>
    public BuyerId? Actor { get; init; }

    /// <summary>The request's trace; null when unknown.</summary>
    public TraceId? Trace { get; init; }

    /// <summary>The node that took the request, as <c>host:port</c> of its cluster address; null when unknown.</summary>
    /// <exception cref="ArgumentException">It is not 1 to <see cref="NodeLengthMax"/> visible ASCII characters.</exception>
    public string? Node
    {
        get;
        init => field = value is null || IsNode(value)
            ? value
            : throw new ArgumentException($"A node's name is 1 to {NodeLengthMax} visible ASCII characters.", nameof(value));
    }

    /// <summary>Why, in the operator's words; null when no reason was given, or when it is unknown.</summary>
    /// <exception cref="ArgumentException">It is no reason (<see cref="ItemLimits.IsReason"/>).</exception>
    public string? Reason
    {
        get;
        init => field = value is null || ItemLimits.IsReason(value)
            ? value
            : throw new ArgumentException("A reason is 1 to 200 characters on one line.", nameof(value));
    }

    private static bool IsNode(string text) =>
        text is { Length: >= 1 and <= NodeLengthMax } && !text.AsSpan().ContainsAnyExceptInRange('\u0021', '\u007E');
}
