using Seckill.Actors.Settings.Blocks;
using Seckill.Domain.Settings;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Blocks;

/// <summary><c>block list | add | remove</c>.</summary>
internal sealed class BlockCommands(BlockOperations blocks) : ICommandSource
{
    private const string UnknownTrace = "unknown";
    private const string Buyer = "buyer";
    private const string Address = "address";

    private static readonly Argument<string> Kind = Arguments.Word("kind", "What is blocked.", Buyer, Address).First();
    private static readonly Argument<string> OfKind = Arguments.Word("kind", "Only buyers, or only addresses.", Buyer, Address).Optional();

    private static readonly Argument<string> Value = Arguments.Text(
        "value", $"The buyer's id, or {AddressRange.Wanted}.").First();

    private static readonly Argument<DateTimeOffset> Until = Arguments.Time("until", "When the block ends by itself; for ever when left out.");

    private static readonly Argument<long> Limit = Arguments.Number("limit", "Most rows.", 1, SettingsLimits.BlocksMax) with { Default = "500" };

    public IEnumerable<Command> Commands =>
    [
        new("block", "list", "Lists who is blocked: until when, by whom, since when and why.")
        {
            Arguments = [OfKind, Limit],
            Columns = ["kind", "value", "until", "by", "since", "reason"],
            Answer = context => Task.FromResult(List(context)),
        },
        new("block", "add", "Blocks a buyer, an address or a network on every node, or changes until when and why.")
        {
            Arguments = [Kind, Value, Until],
            Columns = ["kind", "value", "until", "by", "since", "reason"],
            IsChange = true,
            Answer = AddAsync,
        },
        new("block", "remove", "Ends a block on every node.")
        {
            Arguments = [Kind, Value],
            IsChange = true,
            Answer = RemoveAsync,
        },
    ];

    private CommandResult List(CommandContext context)
    {
        var kind = context.Find(OfKind);
        var found = blocks.List().Where(block => kind is null || NameOf(block.Target.Kind) == kind).ToArray();
        var shown = found.Take((int)context.Get(Limit)).Select(RowOf);
        return CommandResult.Table(shown) with
        {
            Lines = found.Length > context.Get(Limit) ? [$"{found.Length:N0} are blocked; --limit shows more."] : [],
        };
    }

    private async Task<CommandResult> AddAsync(CommandContext context)
    {
        if (!TryRead(context, out var target, out var refusal)) return refusal!;
        var until = context.Find(Until, out var end) ? end : (DateTimeOffset?)null;
        var answer = await blocks.AddAsync(target, until, AuthorOf(context.Call), context.Cancellation).ConfigureAwait(false);
        return RefusalOf(answer) ?? CommandResult.Table(answer.Block is { } block ? [RowOf(block)] : []) with
        {
            IsUnchanged = answer.Outcome == BlockOutcome.Unchanged,
            Lines = answer.Outcome == BlockOutcome.Unchanged ? ["It was so already."] : [],
        };
    }

    private async Task<CommandResult> RemoveAsync(CommandContext context)
    {
        if (!TryRead(context, out var target, out var refusal)) return refusal!;
        var answer = await blocks.RemoveAsync(target, AuthorOf(context.Call), context.Cancellation).ConfigureAwait(false);
        if (RefusalOf(answer) is { } refused) return refused;
        return answer.Outcome == BlockOutcome.Unchanged
            ? CommandResult.Said($"'{target.Value}' was not on the block list.") with { IsUnchanged = true }
            : CommandResult.Said($"'{target.Value}' is no longer blocked.");
    }

    private static bool TryRead(CommandContext context, out BlockTarget target, out CommandResult? refusal)
    {
        var kind = context.Get(Kind) == Buyer ? BlockKind.Buyer : BlockKind.Address;
        var isRead = BlockOperations.TryRead(kind, context.Get(Value), out target, out var fault);
        refusal = isRead ? null : CommandResult.Refused(Refusal.Invalid(fault));
        return isRead;
    }

    private static SettingsAuthor AuthorOf(OperatorCall call) => new(call.Operator, call.By.Trace?.Value ?? UnknownTrace, call.Reason);

    private static CommandResult? RefusalOf(BlockAnswer answer) => answer.Outcome switch
    {
        BlockOutcome.Done or BlockOutcome.Unchanged => null,
        BlockOutcome.Unavailable => CommandResult.Refused(Refusal.Overloaded(answer.Detail)),
        BlockOutcome.Unknown => CommandResult.Refused(Refusal.NoAnswer(answer.Detail)),
        _ => CommandResult.Refused(Refusal.Invalid(answer.Detail)),
    };

    private static string NameOf(BlockKind kind) => kind == BlockKind.Buyer ? Buyer : Address;

    private static Output.Row RowOf(Block block) => Output.Row.Of(
        NameOf(block.Target.Kind), block.Target.Value, block.Until, block.By.Actor.Value, block.At, block.By.Reason);
}
