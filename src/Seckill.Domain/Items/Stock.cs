namespace Seckill.Domain.Items;

/// <summary>
/// The units of an item: <c>total = available + held + sold</c>, always, each 0 or more.
/// Every operation returns a checked value; a broken sum is a defect and throws.
/// </summary>
public readonly record struct Stock
{
    /// <summary>Creates a stock and asserts its invariant.</summary>
    /// <exception cref="InvalidOperationException">The parts are negative or do not add up.</exception>
    public Stock(long total, long available, long held, long sold)
    {
        if (available < 0 || held < 0 || sold < 0 || total != available + held + sold)
            throw new InvalidOperationException($"Stock does not add up: total {total}, available {available}, held {held}, sold {sold}.");
        Total = total;
        Available = available;
        Held = held;
        Sold = sold;
    }

    /// <summary>All units ever offered.</summary>
    public long Total { get; }

    /// <summary>Units that can be reserved now.</summary>
    public long Available { get; }

    /// <summary>Units reserved and unpaid.</summary>
    public long Held { get; }

    /// <summary>Units paid.</summary>
    public long Sold { get; }

    /// <summary>A stock with no unit held or sold.</summary>
    public static Stock Of(long units) => new(units, units, 0, 0);

    /// <summary>Moves units from available to held.</summary>
    public Stock Reserve(long units) => new(Total, Available - units, Held + units, Sold);

    /// <summary>Moves units from held back to available.</summary>
    public Stock Release(long units) => new(Total, Available + units, Held - units, Sold);

    /// <summary>Moves units from held to sold.</summary>
    public Stock Sell(long units) => new(Total, Available, Held - units, Sold + units);

    /// <summary>Moves units from sold back to available.</summary>
    public Stock Return(long units) => new(Total, Available + units, Held, Sold - units);

    /// <summary>Adds available units, or removes them if negative.</summary>
    public Stock Adjust(long delta) => new(Total + delta, Available + delta, Held, Sold);
}
