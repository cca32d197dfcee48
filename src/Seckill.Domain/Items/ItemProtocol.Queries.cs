using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

public static partial class ItemProtocol
{
    /// <summary>A message to an item; the item id picks the shard.</summary>
    public interface IWithItemId
    {
        /// <summary>The addressed item.</summary>
        ItemId ItemId { get; }
    }

    /// <summary>A query. The item answers it from the committed state and changes nothing.</summary>
    public interface IQuery : IWithItemId;

    /// <summary>
    /// Asks for orders. The answer is one message with one <see cref="Reply"/> for each, in the same order; a node of version 1.0 answers
    /// only the first.
    /// </summary>
    /// <param name="ItemId">Who is asked.</param>
    /// <param name="Sequence">The first wanted order.</param>
    public sealed record FindOrder(ItemId ItemId, long Sequence) : IQuery
    {
        /// <summary>Further wanted orders.</summary>
        public ImmutableArray<long> More { get; init; } = [];

        /// <summary>
        /// Buyers whose places on the waiting list are wanted. Their answers come after those about orders; a node of an earlier version does
        /// not give them.
        /// </summary>
        public ImmutableArray<BuyerId> PlacesOf { get; init; } = [];
    }

    /// <summary>Asks who has orders. The answer is pages of hashes (<see cref="BuyerId.StableHash"/>), all of one revision.</summary>
    /// <param name="ItemId">Who is asked.</param>
    public sealed record GetHolders(ItemId ItemId) : IQuery;
}
