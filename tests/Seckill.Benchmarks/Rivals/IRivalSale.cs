namespace Seckill.Benchmarks.Rivals;

/// <summary>How a purchase ended.</summary>
internal enum RivalOutcome
{
    /// <summary>A unit was sold now.</summary>
    Created,

    /// <summary>The buyer has the unit already.</summary>
    Repeated,

    /// <summary>No unit is left.</summary>
    SoldOut,
}

/// <summary>What a rival's store said to a purchase; sequence and time are those of the order, where there is one.</summary>
internal readonly record struct RivalAnswer(RivalOutcome Outcome, long Sequence = 0, long CreatedAtMs = 0);

/// <summary>What a rival's store holds of one item.</summary>
internal sealed record RivalCounts(long Stock, long Sold, long Remaining, long Orders);

/// <summary>One way of selling, behind the same HTTP contract as all others.</summary>
internal interface IRivalSale : IAsyncDisposable
{
    /// <summary>Offers a new item, one unit per buyer.</summary>
    Task OfferAsync(string item, long stock);

    /// <summary>Sells one unit to a buyer, durably in the rival's own sense, before it returns.</summary>
    ValueTask<RivalAnswer> BuyAsync(string item, string buyer);

    /// <summary>Counts what was sold, each number from its own source.</summary>
    Task<RivalCounts> CountAsync(string item);
}
