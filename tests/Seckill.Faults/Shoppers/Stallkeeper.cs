using Seckill.Faults.Receipts;

namespace Seckill.Faults.Shoppers;

/// <summary>The operator of a sale: lists the items, brings and takes units, switches items off and on.</summary>
internal sealed class Stallkeeper(Market market, Counter counter, ReceiptBook receipts, int seed)
{
    private static readonly TimeSpan TideEvery = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);
    private readonly string _badge = Badges.Issue("olivia", "operator");

    /// <summary>Puts everything on sale, for the day: from now on, or from when the stall says.</summary>
    public async Task ListAsync()
    {
        var now = DateTimeOffset.UtcNow;
        await Parallel.ForEachAsync(market.Stalls, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (stall, _) =>
        {
            var startsAt = stall.StartsAfter > TimeSpan.Zero ? now + stall.StartsAfter : now.AddMinutes(-10);
            var listing = new
            {
                title = stall.Item,
                price = new { amount = Market.UnitPrice, currency = "CNY" },
                stock = stall.Stock,
                startsAt,
                endsAt = startsAt.AddDays(1),
                perBuyerLimit = stall.Limit,
                paymentWindowSeconds = stall.PaymentWindowSeconds,
                ticketRequired = stall.TicketRequired,
                waitingList = stall.WaitingList,
                queue = stall.HasQueue ? "open" : "none",
            };
            var call = new Call(HttpMethod.Put, $"/api/admin/items/{stall.Item}") { Badge = _badge, Body = listing };
            var heard = await counter.InsistAsync(call, new Random(seed), Bound, giveUp: CancellationToken.None);
            if (heard.Status is not (200 or 201)) throw new InvalidOperationException($"{stall.Item} was not listed: {heard.Status} {heard.Code}");
        });
    }

    /// <summary>Changes stock and switches items until closing; leaves every item switched on.</summary>
    public async Task KeepAsync(CancellationToken closing)
    {
        var tidal = market.Stalls.Where(stall => stall.HasTides).ToArray();
        var switched = market.Stalls.Where(stall => stall.IsSwitched).ToArray();
        if (tidal.Length == 0 && switched.Length == 0) return;
        using var next = new PeriodicTimer(TideEvery);
        while (!closing.IsCancellationRequested)
        {
            if (tidal.Length > 0) await ChangeAsync(tidal[_random.Next(tidal.Length)].Item, closing);
            if (switched.Length > 0) await SwitchAsync(switched[_random.Next(switched.Length)].Item, isOn: _random.Next(3) > 0, closing);
            await next.WaitForNextTickAsync(CancellationToken.None);
        }

        foreach (var stall in switched) await SwitchAsync(stall.Item, isOn: true, CancellationToken.None);
    }

    /// <summary>Asks once more for what was left open; the answer is final now that nothing is wrong any more.</summary>
    public async Task SettleAsync()
    {
        foreach (var change in receipts.Changes.Where(change => change is { IsAcknowledged: false, IsRefused: false }))
            await MakeAsync(change, CancellationToken.None);
    }

    private Task ChangeAsync(string item, CancellationToken closing)
    {
        // Deliveries outweigh returns, so that the item goes on selling.
        var delta = _random.Next(3) == 0 ? -_random.Next(1, 6) : _random.Next(1, 10);
        return MakeAsync(receipts.NewChange(item, delta), closing);
    }

    private async Task MakeAsync(StockChange change, CancellationToken giveUp)
    {
        var call = new Call(HttpMethod.Post, $"/api/admin/items/{change.Item}/stock")
        {
            Badge = _badge, Key = change.Key, Body = new { delta = change.Delta, reason = "tide" },
        };
        var heard = await counter.InsistAsync(call, _random, Bound, onEach: each => change.IsOpen |= each.LeavesOpen, giveUp: giveUp);
        if (heard.Status == 200) change.IsAcknowledged = true;
        else if (heard.Code == "stock_conflict") change.IsRefused = true;
        else if (!heard.AsksForRepeat) receipts.Complain($"{change.Key}: {heard.Status} {heard.Body?.ToJsonString()}");
    }

    private async Task SwitchAsync(string item, bool isOn, CancellationToken giveUp) => await counter.InsistAsync(
        new Call(HttpMethod.Post, $"/api/admin/items/{item}/{(isOn ? "resume" : "pause")}") { Badge = _badge }, _random, Bound, giveUp: giveUp);
}
