using System.Collections.Immutable;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <summary>Marks every message that may cross a node; bound once to <c>ItemSerializer</c>.</summary>
public interface IWireMessage;

/// <summary>A message to an item; the item id picks the shard.</summary>
public interface IWithItemId : IWireMessage
{
    /// <summary>Whom it is for.</summary>
    ItemId ItemId { get; }
}

/// <summary>Commands that one node's gateway gathered for one item. Answered by one <see cref="BatchReply"/>.</summary>
public sealed record CommandBatch(ItemId ItemId, ImmutableArray<ICommand> Commands) : IWithItemId;

/// <summary>
/// Asks for orders as of the committed state. Answered by a <see cref="BatchReply"/> of one reply for each, in this order; a node of
/// version 1.0 answers the first only.
/// </summary>
public sealed record FindOrder(ItemId ItemId, long Sequence) : IWithItemId
{
    /// <summary>Further orders that are asked for.</summary>
    public ImmutableArray<long> More { get; init; } = [];
}

/// <summary>
/// Makes sure that an unsettled item is alive, so that its deadlines fire. A listed item answers with a <see cref="StatusPublished"/>.
/// </summary>
public sealed record WakeItem(ItemId ItemId) : IWithItemId;

/// <summary>Asks who has orders. Answered by <see cref="HoldersPage"/>s, all of one revision.</summary>
public sealed record GetHolders(ItemId ItemId) : IWithItemId;

/// <summary>Answers to a batch, in the order of its commands.</summary>
/// <param name="ItemId">Who answers.</param>
/// <param name="Revision">The committed revision that the answers tell of.</param>
/// <param name="Replies">One per command.</param>
/// <param name="Node">Unique id of the cluster node that the item lives on; 0 when it is not in a cluster.</param>
public sealed record BatchReply(ItemId ItemId, long Revision, ImmutableArray<Reply> Replies, int Node = 0) : IWireMessage;

/// <summary>The item cannot take commands right now (it restarts after a failed write). Nothing was decided.</summary>
public sealed record ItemUnavailable : IWireMessage
{
    /// <summary>The only value.</summary>
    public static ItemUnavailable Instance { get; } = new();
}

/// <summary>The message did not reach its item, which has just stopped or is on its way to another node. Send it again in a moment.</summary>
public sealed record NotDelivered : IWireMessage
{
    /// <summary>The only value.</summary>
    public static NotDelivered Instance { get; } = new();
}

/// <summary>An item's new public face, published to every board.</summary>
/// <param name="Status">The face.</param>
/// <param name="PreviousRevision">The revision of the publication before; a board that has another one has missed holders.</param>
/// <param name="NewHolders">Hashes (<see cref="BuyerId.StableHash"/>) of buyers who got their first order since then.</param>
public sealed record StatusPublished(ItemStatus Status, long PreviousRevision, ImmutableArray<ulong> NewHolders) : IWireMessage;

/// <summary>A part of the whole set of holders as of one revision.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Revision">The revision that the set is complete for.</param>
/// <param name="Page">From 0 on.</param>
/// <param name="PageCount">How many pages make the set.</param>
/// <param name="Holders">Hashes of buyers.</param>
public sealed record HoldersPage(ItemId ItemId, long Revision, int Page, int PageCount, ImmutableArray<ulong> Holders) : IWireMessage;
