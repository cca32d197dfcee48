using System.Collections.Immutable;

namespace Seckill.Operations.Palette;

/// <summary>
/// An operator's command, defined once for every door. It has either an <see cref="Answer"/> or a <see cref="Stream"/>.
/// </summary>
/// <param name="Group">The first word of its name, such as <c>item</c>.</param>
/// <param name="Name">The second word, such as <c>show</c>.</param>
/// <param name="Description">What it does, as a sentence.</param>
public sealed record Command(string Group, string Name, string Description)
{
    /// <summary>The name as it is typed.</summary>
    public string FullName => $"{Group} {Name}";

    /// <summary>The arguments; positional ones in their order.</summary>
    public ImmutableArray<Argument> Arguments { get; init; } = [];

    /// <summary>The columns of its table; none when it only says lines.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Whether it changes something. Then it takes <c>--reason</c>.</summary>
    public bool IsChange { get; init; }

    /// <summary>
    /// What the operations log calls it, if it changes an item. Then its handler reports how the item decided. Null: the log has the palette's
    /// name, and the runner reports.
    /// </summary>
    public string? LedgerName { get; init; }

    /// <summary>Whether it reads so much that only a few may run on a node at once.</summary>
    public bool IsCostly { get; init; }

    /// <summary>Whether its stream goes on until the operator ends it.</summary>
    public bool IsEndless { get; init; }

    /// <summary>Finds what is wrong with arguments that are right one by one, as a sentence; null when nothing is.</summary>
    public Func<ArgumentValues, string?>? Check { get; init; }

    /// <summary>Says everything at once.</summary>
    public Func<CommandContext, Task<CommandResult>>? Answer { get; init; }

    /// <summary>Says one thing after the other. The door may stop reading at any time, which cancels the context.</summary>
    public Func<CommandContext, IAsyncEnumerable<Output>>? Stream { get; init; }

    /// <summary>All arguments that it takes, with those that every command of its kind takes.</summary>
    public IEnumerable<Argument> AllArguments =>
        IsChange && !Arguments.Any(argument => argument.Name == Palette.Arguments.Reason.Name)
            ? Arguments.Append(Palette.Arguments.Reason)
            : Arguments;

    /// <summary>How it is typed: <c>item topup &lt;item&gt; &lt;delta&gt; [--reason &lt;text&gt;]</c>.</summary>
    public string Usage => string.Join(' ', AllArguments.Select(UsageOf).Prepend(FullName));

    private static string UsageOf(Argument argument)
    {
        var value = argument.Kind == ArgumentKind.Flag ? $"--{argument.Name}"
            : argument.IsPositional ? $"<{argument.Name}>"
            : $"--{argument.Name} <{argument.Kind.ToString().ToLowerInvariant()}>";
        return argument.IsRequired ? value : $"[{value}]";
    }
}
