using System.Diagnostics;
using System.Net;
using Seckill.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Host.Tests.Fairness;

/// <summary>
/// Whether many requests win more often than one, without a waiting room and with the limits that are made for people. All buyers ask for
/// the first time at moments that are drawn alike, within a short rush; the eager one of each pair goes on, a hundred times a second, the
/// calm one does not. There are units for half of them.
/// </summary>
public sealed class HammeringSpec(ITestOutputHelper output) : IAsyncLifetime, IAsyncDisposable
{
    private const int Seed = 20_261_129;
    private const double Alpha = 0.01;
    private const int Rounds = 15;
    private const int PairsPerRound = 20;
    private const int RequestsOfTheEager = 60;
    private static readonly TimeSpan BetweenRequests = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Rush = TimeSpan.FromMilliseconds(150);

    private readonly HostProcess _process = new(new Dictionary<string, string>
    {
        ["Seckill__Limits__BuyerBurst"] = "60",
        ["Seckill__Limits__BuyerRefillPerSecond"] = "20",
        ["Seckill__Limits__ReconciliationRowsPerSecond"] = "0",
    });

    private SaleClient _client = null!;
    private string _operator = "";
    private string[] _tokens = [];
    private int _items;

    public async Task InitializeAsync()
    {
        await _process.StartReadyAsync();
        _client = new SaleClient(_process.Address);
        _operator = await _client.TokenAsync("olivia", "operator");
        _tokens = await _client.TokensAsync(2 * PairsPerRound, "fair");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task A_hundred_requests_a_second_win_no_more_often_than_one()
    {
        // At this level a fair sale is accused once in a hundred runs, so an accusation needs a second one.
        var chance = await CompareAsync(new Random(Seed), headStart: TimeSpan.Zero);
        if (chance < Alpha) chance = await CompareAsync(new Random(Seed + 1), headStart: TimeSpan.Zero);

        chance.ShouldBeGreaterThanOrEqualTo(Alpha);
    }

    /// <summary>First come, first served is what holds without a waiting room; and the test above is able to notice a difference.</summary>
    [Fact]
    public async Task Whoever_comes_earlier_wins_more_often()
    {
        var chance = await CompareAsync(new Random(Seed), headStart: 2 * Rush, rounds: 3);

        chance.ShouldBeLessThan(Alpha);
    }

    private async Task<double> CompareAsync(Random random, TimeSpan headStart, int rounds = Rounds)
    {
        var (eagerOnly, calmOnly) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var (eager, calm) = await SellAsync(random, headStart);
            eagerOnly += Enumerable.Zip(eager, calm).Count(pair => pair is (true, false));
            calmOnly += Enumerable.Zip(eager, calm).Count(pair => pair is (false, true));
            (eager.Count(won => won) + calm.Count(won => won)).ShouldBe(PairsPerRound, "everything is sold, to each buyer one");
        }

        var chance = SignTest.ChanceOf(eagerOnly, calmOnly);
        output.WriteLine($"Only the eager one of a pair won {eagerOnly} times, only the calm one {calmOnly} times; p = {chance:F4}; seed {Seed}.");
        return chance;
    }

    /// <summary>One sale; who won of the eager and of the calm ones, pair by pair.</summary>
    private async Task<(bool[] Eager, bool[] Calm)> SellAsync(Random random, TimeSpan headStart)
    {
        var item = $"fair-{++_items}";
        (await _client.ListAsync(_operator, item, stock: PairsPerRound)).Status.ShouldBe(HttpStatusCode.Created);
        random.Shuffle(_tokens);
        var (eager, calm) = (new Task<bool>[PairsPerRound], new Task<bool>[PairsPerRound]);
        var start = Stopwatch.StartNew();
        for (var pair = 0; pair < PairsPerRound; pair++)
        {
            eager[pair] = HammerAsync(_tokens[pair], item, start, Rush * random.NextDouble());
            calm[pair] = AskOnceAsync(_tokens[PairsPerRound + pair], item, start, headStart + (Rush * random.NextDouble()));
        }

        return (await Task.WhenAll(eager), await Task.WhenAll(calm));
    }

    private async Task<bool> AskOnceAsync(string token, string item, Stopwatch start, TimeSpan at)
    {
        await WaitUntilAsync(start, at);
        return (await _client.BuyAsync(token, item)).Status == HttpStatusCode.Created;
    }

    /// <summary>A hundred requests a second, whatever becomes of them.</summary>
    private async Task<bool> HammerAsync(string token, string item, Stopwatch start, TimeSpan first)
    {
        var asked = new List<Task<Answer>>();
        for (var i = 0; i < RequestsOfTheEager; i++)
        {
            await WaitUntilAsync(start, first + (i * BetweenRequests));
            asked.Add(_client.BuyAsync(token, item));
        }

        var answers = await Task.WhenAll(asked);
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBeLessThanOrEqualTo(1);
        return answers.Any(answer => answer.Status == HttpStatusCode.Created);
    }

    /// <summary>People and bots come at their times, whatever the sale does meanwhile.</summary>
    private static async Task WaitUntilAsync(Stopwatch start, TimeSpan at)
    {
        if (at - start.Elapsed is not { Ticks: > 0 } left) return;
        using var timer = new PeriodicTimer(left > Tick ? left : Tick);
        await timer.WaitForNextTickAsync();
    }
}
