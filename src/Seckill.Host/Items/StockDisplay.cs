using Seckill.Actors.Settings;
using Seckill.Domain.Items;

namespace Seckill.Host.Items;

/// <summary>
/// How shoppers see an item's units: exactly, or rounded so that nobody can watch every sale. Rounded numbers still add up to the total,
/// which stays exact, and 0 available always means 0. Operators always see the exact ones.
/// </summary>
internal sealed class StockDisplay() : ChoiceSwitch(
    "stock-display",
    "coarse: shoppers see available and held units rounded up to 10, 20, 50, 100, 200, 500, …; 0 stays 0. Operators see exact numbers. "
    + "Clients see the change with an item's next version.",
    ["exact", "coarse"])
{
    /// <summary>The smallest number that is shown instead of a few units.</summary>
    private const long Few = 10;

    /// <summary>The status as shoppers see it: itself while the display is exact.</summary>
    public ItemStatus Of(ItemStatus status) => IsChosen(0) ? status : status with { Stock = Round(status.Stock) };

    /// <summary>Units with all numbers but the total rounded.</summary>
    public static Stock Round(Stock stock)
    {
        var available = RoundUp(stock.Available, stock.Total);
        var held = RoundUp(stock.Held, stock.Total - available);
        return new Stock(stock.Total, available, held, stock.Total - available - held);
    }

    /// <summary>The next of 10, 20, 50, 100, …, but not more than a bound; 0 for 0.</summary>
    private static long RoundUp(long units, long max)
    {
        if (units == 0) return 0;
        var step = Few;
        for (var digit = 0; step < units && step < max; digit++) step = digit % 3 == 1 ? step / 2 * 5 : step * 2;
        return Math.Min(step, max);
    }
}
