using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Operations.Palette;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Operations.Items;

/// <summary>An item's answer to an operator.</summary>
/// <param name="Reply">The item's reply; null when this node knows no such item.</param>
public readonly record struct ItemAnswer(Reply? Reply)
{
    /// <summary>The item's status, if the command was carried out; null if it was refused.</summary>
    public ItemStatus? Status => Reply is { Outcome: Outcome.Listed or Outcome.Changed or Outcome.Unchanged, Status: { } status } ? status : null;
}

/// <summary>
/// Sends operators' commands to items, for HTTP and for the palette. Only a listing creates an item; any other command to an unknown item
/// leaves no trace.
/// </summary>
public sealed class ItemOperator(Board board, ItemGateway gateway, RoomGateway rooms)
{
    /// <summary>Lists an item or changes its terms. The item need not exist.</summary>
    public async Task<ItemAnswer> ListAsync(ItemId item, ListItem command, OperatorCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Terms.Queue == ItemQueue.None) return await DecideAsync(item, command, call, cancellation).ConfigureAwait(false);
        // The room chooses its seed, and keeps it, before the listing publishes the seed's hash.
        var opened = await rooms.OpenAsync(item, cancellation).ConfigureAwait(false);
        if (opened.Face?.SeedHash is not { } seedHash)
            return new ItemAnswer(new Reply(opened.Reply.Outcome == RoomOutcome.OutcomeUnknown ? Outcome.OutcomeUnknown : Outcome.Overloaded));
        var terms = command.Terms with { SeedHash = seedHash };
        return await DecideAsync(item, command with { Terms = terms }, call, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends a command to an existing item. A command that expects a version of an unknown item is refused with
    /// <see cref="Outcome.VersionConflict"/>.
    /// </summary>
    public async Task<ItemAnswer> SendAsync(ItemId item, IOperatorCommand command, OperatorCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (board.Find(item) is not null) return await DecideAsync(item, command, call, cancellation).ConfigureAwait(false);
        var isExpected = board.IsComplete && command.ExpectedVersion is { IsAbsent: false };
        return new ItemAnswer(isExpected ? new Reply(Outcome.VersionConflict) : null);
    }

    /// <summary>The one place through which an operator's command reaches an item, with everything that is known of who gave it.</summary>
    private async Task<ItemAnswer> DecideAsync(ItemId item, IOperatorCommand command, OperatorCall call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        var reply = await gateway.SendAsync(item, command.AskedBy(call.By), cancellation).ConfigureAwait(false);
        if (reply.Status is not null) board.Observe(reply.Status);
        return new ItemAnswer(reply);
    }
}
