using Seckill.Faults.Receipts;
using Seckill.Faults.Topology;

namespace Seckill.Faults.Shoppers;

/// <summary>How busy a sale is.</summary>
internal sealed record Rush
{
    public int Shoppers { get; init; } = 32;

    /// <summary>People at once in each waiting room.</summary>
    public int GuestsPerRoom { get; init; } = 24;

    /// <summary>How often each shopper wants something new, at most.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Requests that go to any node, ready or not.</summary>
    public int StrayPercent { get; init; } = 5;

    public required int Seed { get; init; }
}

/// <summary>A sale under way on a cluster: shoppers, money and an operator, and everything that they remember.</summary>
internal sealed class Sale : IAsyncDisposable
{
    /// <summary>Somewhat longer than a node takes for its own time-out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Boards follow within moments; this is for a machine that is busy with other things.</summary>
    private static readonly TimeSpan ShownBound = TimeSpan.FromSeconds(30);

    private readonly Routes _routes;
    private readonly Wire _wire = new(Patience);
    private readonly Counter _counter;
    private readonly Till _till;
    private readonly Stallkeeper _keeper;
    private readonly Rush _rush;
    private readonly CancellationTokenSource _closing = new();
    private Task _shopping = Task.CompletedTask;

    public Sale(SaleCluster cluster, Market market, Rush rush)
    {
        (Cluster, Market, _rush) = (cluster, market, rush);
        _routes = new Routes(cluster.Nodes, rush.StrayPercent);
        _counter = new Counter(_routes, _wire, new Tally(), Receipts);
        _till = new Till(_counter, Receipts, cluster.Bookcase);
        _keeper = new Stallkeeper(market, _counter, Receipts, rush.Seed);
    }

    public SaleCluster Cluster { get; }

    public Market Market { get; }

    public ReceiptBook Receipts { get; } = new();

    public Pulse Pulse { get; } = new();

    public Tally Tally => _counter.Tally;

    /// <summary>Lists everything, waits until every node shows it, and opens the doors.</summary>
    public async Task OpenAsync()
    {
        await _keeper.ListAsync();
        var shown = from stall in Market.Stalls from node in Cluster.Nodes select (stall.Item, node);
        await Parallel.ForEachAsync(shown, new ParallelOptions { MaxDegreeOfParallelism = 16 }, (pair, _) => AwaitShownAsync(pair.Item, pair.node));
        IEnumerable<Task> shopping = Enumerable.Range(1, _rush.Shoppers)
            .Select(number => ShopperOf(_rush.Seed + number).ShopAsync(_rush.Every, _closing.Token));
        var queuing = Market.Stalls.Where(stall => stall.HasQueue)
            .SelectMany(stall => Enumerable.Range(1, _rush.GuestsPerRoom).Select(number => GuestOf(stall, number).QueueAsync(_closing.Token)));
        _shopping = Task.WhenAll([.. shopping, .. queuing, _keeper.KeepAsync(_closing.Token)]);
    }

    /// <summary>Completes when the load is over; earlier only when somebody in it failed.</summary>
    public Task Shopping => _shopping;

    /// <summary>Closes the doors and waits for those who are inside.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync();
        await _shopping;
    }

    /// <summary>
    /// Everybody who was left without an answer asks once more: buyers under their keys, the provider, the operator, and whoever is in a
    /// waiting room. Now that nothing is wrong any more the answers are final.
    /// </summary>
    public async Task SettleAsync()
    {
        var open = Receipts.Intents.Values.Where(intent => intent is { IsOpen: true, OrderId: null }).ToArray();
        var bounded = new ParallelOptions { MaxDegreeOfParallelism = 16 };
        await Parallel.ForEachAsync(open, bounded, async (intent, _) =>
            await ShopperOf(_rush.Seed).BuyAsync(intent, Badges.Issue(intent.Buyer), CancellationToken.None));
        await Parallel.ForEachAsync(Receipts.Money.Where(money => !money.IsAcknowledged), bounded, async (money, _) =>
            await _till.SettleAsync(money, new Random(_rush.Seed)));
        await Parallel.ForEachAsync(Receipts.Visits.Where(visit => visit.IsOpen), bounded, async (visit, _) =>
            await GuestOf(Market.Find(visit.Item), 0).LookAsync(visit, Badges.Issue(visit.Buyer), CancellationToken.None));
        await _keeper.SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _routes.DisposeAsync();
        _wire.Dispose();
        _closing.Dispose();
    }

    private async ValueTask AwaitShownAsync(string item, ClusterNode node)
    {
        using var limit = new CancellationTokenSource(ShownBound);
        while ((await _wire.SendAsync(node, new Call(HttpMethod.Get, $"/api/items/{item}"))).Status != 200)
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"{node} does not show {item} within {ShownBound}.");
            await Pause.ForAsync(20);
        }
    }

    private RoomGuest GuestOf(Stall stall, int number)
    {
        var seed = _rush.Seed + (1_000 * number);
        return new RoomGuest(stall, ShopperOf(seed), _counter, Receipts, seed);
    }

    private Shopper ShopperOf(int seed) => new(Market, _counter, _till, Receipts, Pulse, seed);
}
