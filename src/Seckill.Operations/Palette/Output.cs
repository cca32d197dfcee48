using System.Collections.Immutable;

namespace Seckill.Operations.Palette;

/// <summary>One piece of what a command says while it runs.</summary>
public abstract record Output
{
    private Output()
    {
    }

    /// <summary>A row of the command's table.</summary>
    /// <param name="Cells">One cell for each of the command's columns.</param>
    public sealed record Row(ImmutableArray<Cell> Cells) : Output
    {
        /// <summary>A row of these cells.</summary>
        public static Row Of(params ImmutableArray<Cell> cells) => new(cells);
    }

    /// <summary>A line of text beside the table.</summary>
    /// <param name="Text">The line.</param>
    public sealed record Line(string Text) : Output;

    /// <summary>The end, with its outcome. A stream that ends without one is done.</summary>
    /// <param name="ExitCode">How it ended.</param>
    /// <param name="Refusal">Why it was refused; null unless it was.</param>
    public sealed record End(ExitCode ExitCode, Refusal? Refusal) : Output
    {
        /// <summary>The end of a command that did what was asked.</summary>
        public static End Done { get; } = new(ExitCode.Done, null);

        /// <summary>The end of a command that was refused.</summary>
        public static End Refused(Refusal refusal)
        {
            ArgumentNullException.ThrowIfNull(refusal);
            return new(refusal.IsTemporary ? ExitCode.NoAnswer : ExitCode.Refused, refusal);
        }
    }
}
