using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Seckill.Host.Tests.Testing;

namespace Seckill.Docker.Tests.Testing;

/// <summary>
/// People at a shop: some read an item's page all the time, others buy one unit each and, when they are not answered yes
/// or no, ask again as the contract says. Every answer is kept.
/// </summary>
public sealed class Shoppers(IShop shop, string item, int readers = 4, int buyers = 8) : IDisposable
{
    /// <summary>Without it, readers on a fast machine reach the balancer's limit per address (3,000 requests/s), and get 429.</summary>
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, string> _receipts = new();
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private Task[] _people = [];

    /// <summary>What they buy.</summary>
    public string Item => item;

    /// <summary>Orders by buyer.</summary>
    public IReadOnlyDictionary<string, string> Receipts => _receipts;

    /// <summary>How often each answer was given: <c>read 200</c>, <c>buy 201</c>, <c>buy 503 overloaded</c>, <c>read broken</c>, ….</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>Answers, for messages.</summary>
    public string Summary => string.Join(", ", Answers.OrderBy(answer => answer.Key).Select(answer => $"{answer.Key}: {answer.Value}"));

    public void Open() => _people =
    [
        .. Enumerable.Range(0, readers).Select(_ => Task.Run(ReadAsync)),
        .. Enumerable.Range(0, buyers).Select(_ => Task.Run(BuyAsync)),
    ];

    /// <summary>Waits until so many more people have got an order.</summary>
    public Task SellAsync(int orders, TimeSpan? patience = null)
    {
        var goal = _receipts.Count + orders;
        return Until.TrueAsync(() => Task.FromResult(_receipts.Count >= goal), $"{orders} more orders ({Summary})", patience ?? TimeSpan.FromSeconds(60));
    }

    /// <summary>Lets nobody else in, and waits until everybody inside has been answered.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_people).WaitAsync(TimeSpan.FromSeconds(60));
    }

    public void Dispose() => _closing.Dispose();

    /// <summary>Holds what shoppers were told against the books: every yes is an order, and nobody has two.</summary>
    /// <param name="books">Who has the books; null for the shop itself.</param>
    public async Task ShouldAgreeWithTheBooksAsync(IShop? books = null)
    {
        using var client = (books ?? shop).Client();
        await Until.TrueAsync(
            async () => (bool)(await client.AuditAsync(shop.Operator, item))["balanced"]!, $"The audit of {item}");
        var held = (long)(await client.AuditAsync(shop.Operator, item))["ledger"]!["held"]!;
        held.ShouldBe(_receipts.Count, $"one unit per buyer who was told yes ({Summary})");
        _receipts.Values.Distinct().Count().ShouldBe(_receipts.Count);
        // The export reads the ledger: an order with a hash is in it.
        var winners = (await client.SendAsync(HttpMethod.Get, $"/api/admin/items/{item}/winners", token: shop.Operator)).Body!["winners"]!.AsArray();
        winners.Where(winner => winner!["hash"] is not null).Select(winner => (string)winner!["orderId"]!).Order(StringComparer.Ordinal)
            .ShouldBe(_receipts.Values.Order(StringComparer.Ordinal), "every yes is in the ledger, once, and nothing else is");
    }

    private async Task ReadAsync()
    {
        using var client = shop.Client();
        while (!_closing.IsCancellationRequested)
        {
            await TellAsync("read", () => client.ItemAsync(item));
            await Task.Delay(ReadPause);
        }
    }

    private async Task BuyAsync()
    {
        using var client = shop.Client();
        while (!_closing.IsCancellationRequested)
        {
            var buyer = shop.NewName("buyer");
            var token = TokenMint.Issue(buyer);
            // Asks until answered, as promise 4 allows: the same buyer, limit 1, gets the same order.
            using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while (await TellAsync("buy", () => client.BuyAsync(token, item)) is not { Status: HttpStatusCode.Created or HttpStatusCode.OK } answer
                || !_receipts.TryAdd(buyer, answer.OrderId!))
                await again.WaitForNextTickAsync();
        }
    }

    private async Task<Answer?> TellAsync(string what, Func<Task<Answer>> ask)
    {
        Answer? answer = null;
        var told = "broken";
        try
        {
            answer = await ask();
            told = $"{(int)answer.Status}{(answer.Code is { } code ? " " + code : "")}";
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or TaskCanceledException)
        {
        }
        catch (System.Text.Json.JsonException)
        {
            told = "not JSON";
        }

        _answers.AddOrUpdate($"{what} {told}", 1, (_, count) => count + 1);
        return answer;
    }
}
