using System.Net;
using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Load;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>
/// What an item's access features cost its purchases: wins per second without any, with tickets, with a waiting room, challenge and waiting
/// list before and behind the tickets, and with a limit over a campaign.
/// </summary>
internal static class AccessScenario
{
    private const string Name = "access";
    private const int Connections = 256;
    private const int PaymentWindowSeconds = 86_400;

    private const string None = "none";
    private const string Campaign = "a limit over a campaign";

    private static readonly string[] Products = [Ours.OnPostgres, Ours.OnSqlite];

    public static async Task RunAsync(Bench bench)
    {
        await using var lineup = await Lineup.StartAsync(bench, Products);
        Entry[] entries =
        [
            .. Products.SelectMany(product => (Entry[])
            [
                new(product, None, HasTickets: false, ListPlainAsync),
                new(product, "tickets", HasTickets: true, ListWithTicketsAsync),
                new(product, "tickets, challenge, waiting room, waiting list", HasTickets: true, ListWithAllAsync),
                new(product, Campaign, HasTickets: false, ListInCampaignAsync),
            ]),
        ];
        for (var round = 0; round <= bench.Options.Rounds; round++)
        {
            await lineup.RenewAsync();
            foreach (var entry in round % 2 == 0 ? entries : entries.Reverse())
            {
                var trial = await SellAsync(bench, lineup, entry);
                if (round == 0) continue;
                entry.Add(trial);
                bench.Results.Round(Name, $"{entry.Contender}, {entry.Features}", round, trial.PerSecond);
            }
        }

        Report(bench.Results, entries);
    }

    private static async Task<Trial> SellAsync(Bench bench, Lineup lineup, Entry entry)
    {
        var (ours, item, buyers) = (lineup.Product(entry.Contender), bench.NewItem(Name), bench.BuyersFor(entry.Contender));
        var answer = await entry.ListAsync(ours, item, buyers + 1);
        if (answer.Status != HttpStatusCode.Created) throw new InvalidOperationException($"{ours.Name} refuses to list '{item}': {answer.Code}.");
        using var tickets = entry.HasTickets ? new Tickets(item, buyers) : null;
        var load = new Wrk(bench.Buyers, ours.Address, $"/api/items/{item}/orders") { BuyersUsed = buyers, BodyFile = tickets?.BodyFile };
        return await Trial.SellAsync(bench, lineup, ours, [item], load, Connections);
    }

    private static Task<Testing.Answer> ListPlainAsync(Ours ours, string item, long stock) =>
        ours.Client.ListAsync(Buyers.OperatorToken(), item, stock, paymentWindowSeconds: PaymentWindowSeconds);

    private static Task<Testing.Answer> ListWithTicketsAsync(Ours ours, string item, long stock) =>
        ours.Client.ListAsync(Buyers.OperatorToken(), item, stock, paymentWindowSeconds: PaymentWindowSeconds, ticketRequired: true);

    private static Task<Testing.Answer> ListWithAllAsync(Ours ours, string item, long stock) => ours.Client.ListAsync(
        Buyers.OperatorToken(), item, stock, paymentWindowSeconds: PaymentWindowSeconds, ticketRequired: true, waitingList: true,
        challengeRequired: true, queue: "open");

    private static Task<Testing.Answer> ListInCampaignAsync(Ours ours, string item, long stock) => ours.Client.ListAsync(
        Buyers.OperatorToken(), item, stock, paymentWindowSeconds: PaymentWindowSeconds, campaign: item, campaignLimit: 1);

    private static void Report(Results results, Entry[] entries)
    {
        var table = results.Table(
            "Wins per second on one hot item with access features", "contender", "features", "wins/s, median (min to max)", "of none",
            "CPU µs per win: server and store", "KB allocated per win", "bytes written per win");
        foreach (var entry in entries)
        {
            var none = entries.First(other => other.Contender == entry.Contender && other.Features == None);
            table.Rows.Add(
            [
                entry.Contender, entry.Features, Text.Of(entry.Wins), Text.Of(entry.Wins.Median / none.Wins.Median), Text.Of(entry.Micros.Median),
                Text.Of(entry.AllocatedKb.Median), Text.Of(entry.WrittenBytes.Median),
            ]);
        }
    }

    private sealed record Entry(string Contender, string Features, bool HasTickets, Func<Ours, string, long, Task<Testing.Answer>> ListAsync)
    {
        public Series Wins { get; } = new();

        public Series Micros { get; } = new();

        public Series AllocatedKb { get; } = new();

        public Series WrittenBytes { get; } = new();

        public void Add(Trial trial)
        {
            Wins.Add(trial.PerSecond);
            Micros.Add((trial.Expense.ServerCpuSeconds + trial.Expense.StoreCpuSeconds) * 1e6 / trial.Orders);
            AllocatedKb.Add(trial.Expense.AllocatedBytes / 1_024 / trial.Orders);
            WrittenBytes.Add(trial.Expense.WrittenBytes / trial.Orders);
        }
    }
}
