using System.Globalization;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;

namespace Seckill.Operations.Operators;

/// <summary><c>operations list</c>.</summary>
internal sealed class OperationsCommands(IOperationTables tables) : ICommandSource
{
    private static readonly Argument<ItemId> Item = Arguments.Item("Only operations on this item.");
    private static readonly Argument<string> Actor =
        Arguments.Text("actor", $"Only operations of this operator; '{Attribution.UnknownName}' finds those that name nobody.") with { Letter = 'a' };

    private static readonly long InstantMax = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private static readonly Argument<long> Limit = Arguments.Limit(50, 200);
    private static readonly Argument<string> Cursor = Arguments.Cursor();

    public IEnumerable<Command> Commands =>
    [
        new("operations", "list", "Lists what operators did and tried, newest first.")
        {
            Arguments = [Item, Actor, Limit, Cursor],
            Columns = ["time", "operator", "command", "item", "detail", "outcome", "accepted", "reason", "node", "trace"],
            Check = values => values.Find(Actor) is { } actor && !BuyerId.TryParse(actor, out _) ? "'actor' is 1 to 64 visible ASCII characters."
                : values.Find(Cursor) is { } cursor && ReadCursor(cursor) is null ? "'cursor' is none of this list."
                : null,
            Answer = ListAsync,
        },
    ];

    private async Task<CommandResult> ListAsync(CommandContext context)
    {
        var filter = new OperationFilter(context.Find(Item, out var item) ? item : null, context.Find(Actor));
        var (after, limit) = (context.Find(Cursor) is { } cursor ? ReadCursor(cursor) : null, (int)context.Get(Limit));
        var found = await tables.ListAsync(filter, after, limit + 1, context.Cancellation).ConfigureAwait(false);
        return CommandResult.Table(
            found.Take(limit).Select(RowOf), found.Count > limit ? CursorOf(found[limit - 1]) : null);
    }

    private static Output.Row RowOf(Operation operation) => Output.Row.Of(
        operation.At, operation.By.Actor?.Value ?? Attribution.UnknownName, operation.Command, operation.Item?.Value, operation.Detail,
        operation.Outcome, operation.IsAccepted, operation.By.Reason, operation.By.Node ?? Attribution.UnknownName,
        operation.By.Trace?.Value ?? Attribution.UnknownName);

    private static string CursorOf(Operation last) =>
        string.Create(CultureInfo.InvariantCulture, $"{last.At.ToUnixTimeMilliseconds()}.{last.Id}");

    private static OperationCursor? ReadCursor(string text)
    {
        return text.Split('.', 2) is [var at, { Length: > 0 } id]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) && ms <= InstantMax
            && !id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new OperationCursor(Moment.FromUnixMs(ms), id)
            : null;
    }
}
