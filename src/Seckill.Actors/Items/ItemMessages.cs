using System.Collections.Immutable;
using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <summary>Commands that one node's gateway gathered for one item. The answer is one <see cref="BatchReply"/>.</summary>
public sealed record CommandBatch(ItemId ItemId, ImmutableArray<ICommand> Commands) : IWithItemId
{
    /// <summary>The W3C trace context of the batch; null when none of its requests is traced.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>
/// Makes sure that an unsettled item is alive, so that its deadlines fire. A listed item answers with a <see cref="StatusPublished"/>.
/// </summary>
public sealed record WakeItem(ItemId ItemId) : IWithItemId;

/// <summary>Answers to a batch, in the order of its commands.</summary>
/// <param name="ItemId">The answering item.</param>
/// <param name="Revision">The committed revision that the answers reflect.</param>
/// <param name="Replies">One per command.</param>
/// <param name="Node">Unique id of the cluster node that the item lives on; 0 when it is not in a cluster.</param>
public sealed record BatchReply(ItemId ItemId, long Revision, ImmutableArray<Reply> Replies, int Node = 0) : IWireMessage
{
    /// <summary>The answer to one command or query. A denial carries its revision, because it is only valid up to that.</summary>
    public Reply ReplyTo(int place) =>
        Replies[place] is { Outcome: Outcome.OrderNotFound } denial ? denial with { Revision = Revision } : Replies[place];
}

/// <summary>An item's new public status, published to every board.</summary>
/// <param name="Status">The status.</param>
/// <param name="PreviousRevision">The revision of the previous publication; a board with another one has missed holders.</param>
/// <param name="NewHolders">Hashes (<see cref="BuyerId.StableHash"/>) of buyers who have got their first order since.</param>
public sealed record StatusPublished(ItemStatus Status, long PreviousRevision, ImmutableArray<ulong> NewHolders) : IWireMessage;

/// <summary>A part of the whole set of holders as of one revision.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Revision">The revision for which the set is complete.</param>
/// <param name="Page">From 0 on.</param>
/// <param name="PageCount">The number of pages in the set.</param>
/// <param name="Holders">Hashes of buyers.</param>
public sealed record HoldersPage(ItemId ItemId, long Revision, int Page, int PageCount, ImmutableArray<ulong> Holders) : IWireMessage;
