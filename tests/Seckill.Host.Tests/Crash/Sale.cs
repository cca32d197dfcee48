using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Seckill.Testing;

namespace Seckill.Host.Tests.Crash;

/// <summary>
/// Buyers who want a unit and do not give up: they repeat after a cut connection, a refusal or an unclear answer until they have
/// won or the doors close. They remember every yes.
/// </summary>
internal sealed class Sale(Uri address, WebhookSigner provider, string item, string[] tokens, int seed) : IDisposable
{
    private const int Shoppers = 64;

    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentQueue<int> _buyers = new(Enumerable.Range(0, tokens.Length));
    private int _answers;
    private int _failures;

    /// <summary>Order id to buyer, for every 201 and every 200 that a buyer got.</summary>
    public ConcurrentDictionary<string, string> Receipts { get; } = new();

    /// <summary>Orders whose payment the host acknowledged as accepted in time (and that stayed so).</summary>
    public ConcurrentBag<string> PaidReceipts { get; } = [];

    /// <summary>Orders that were told to more than one buyer.</summary>
    public ConcurrentBag<string> OrdersToldToTwoBuyers { get; } = [];

    public int Answers => _answers;

    public int Failures => _failures;

    public void Close() => _closed.Cancel();

    /// <summary>Completes when so many more requests have been answered, whatever the answer.</summary>
    public async Task AwaitAnswersAsync(int more)
    {
        var enough = _answers + more;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (_answers < enough) await poll.WaitForNextTickAsync(limit.Token);
    }

    public void Dispose() => _closed.Dispose();

    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Shoppers).Select(ShopAsync));

    private async Task ShopAsync(int shopper)
    {
        var random = new Random(seed + shopper);
        using var client = new SaleClient(address, timeout: TimeSpan.FromSeconds(4));
        using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(4) };
        while (!_closed.IsCancellationRequested && _buyers.TryDequeue(out var buyer))
        {
            if (await BuyAsync(client, buyer) is { } orderId)
            {
                if (random.Next(8) == 0) await PayAsync(client, http, orderId, tokens[buyer]);
            }
            else
            {
                // Not now; perhaps when somebody's unpaid unit is back.
                _buyers.Enqueue(buyer);
                await PauseAsync(random.Next(20, 100));
            }
        }
    }

    private async Task<string?> BuyAsync(SaleClient client, int buyer)
    {
        try
        {
            var answer = await client.BuyAsync(tokens[buyer], item);
            Interlocked.Increment(ref _answers);
            if (answer.Status is not (HttpStatusCode.Created or HttpStatusCode.OK)) return null;
            var told = Receipts.GetOrAdd(answer.OrderId!, $"u{buyer}");
            if (told != $"u{buyer}") OrdersToldToTwoBuyers.Add(answer.OrderId!);
            return answer.OrderId;
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or TaskCanceledException or IOException)
        {
            Interlocked.Increment(ref _failures);
            return null;
        }
    }

    private async Task PayAsync(SaleClient client, HttpClient http, string orderId, string token)
    {
        try
        {
            var opened = await client.SendAsync(HttpMethod.Post, $"/api/orders/{orderId}/payment", null, token);
            if (opened.Status != HttpStatusCode.Created) return;
            using var webhook = provider.Succeeded(orderId, (string)opened.Body!["paymentId"]!, 9900);
            using var answer = await http.SendAsync(webhook);
            if (answer.StatusCode != HttpStatusCode.NoContent) return;
            var order = await client.SendAsync(HttpMethod.Get, $"/api/orders/{orderId}", null, token);
            if ((string?)order.Body?["status"] == "paid") PaidReceipts.Add(orderId);
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or TaskCanceledException or IOException)
        {
            // The host was killed meanwhile; a provider would repeat, this one leaves it to the deadline.
            Interlocked.Increment(ref _failures);
        }
    }

    private static async Task PauseAsync(int pauseMs)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(pauseMs));
        await timer.WaitForNextTickAsync();
    }
}
