namespace Seckill.Operations.Palette;

/// <summary>Why a command was not carried out.</summary>
/// <param name="Code">The code that the HTTP contract has for it, such as <c>item_not_found</c>.</param>
/// <param name="Detail">What is wrong, as a sentence.</param>
/// <param name="IsTemporary">Whether the same command may succeed a moment later.</param>
public sealed record Refusal(string Code, string Detail, bool IsTemporary)
{
    /// <summary>The command cannot be read.</summary>
    public static Refusal Invalid(string detail) => new("validation_failed", detail, IsTemporary: false);

    /// <summary>A bound of this node is reached; nothing was done.</summary>
    public static Refusal Overloaded(string detail) => new("overloaded", detail, IsTemporary: true);

    /// <summary>No answer in time; giving the command again is safe.</summary>
    public static Refusal NoAnswer(string detail) => new("outcome_unknown", detail, IsTemporary: true);

    /// <summary>The state of things forbids it.</summary>
    public static Refusal Of(string code, string detail) => new(code, detail, IsTemporary: false);
}
