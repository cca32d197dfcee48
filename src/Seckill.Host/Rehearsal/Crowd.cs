using System.Net;
using System.Net.Http.Headers;
using Seckill.Host.Access;

namespace Seckill.Host.Rehearsal;

/// <summary>Buyers who come at once, each for one unit, over real connections.</summary>
internal sealed class Crowd(Uri orders, TokenSigner tokens) : IDisposable
{
    private const int Connections = 32;

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Lock _gate = new();
    private int _buyers;
    private int _served;

    /// <summary>Purchases that have won.</summary>
    public int Served => _served;

    /// <summary>Lets so many buyers buy, or fewer if it is enough; returns when all who came have their units.</summary>
    /// <exception cref="HttpRequestException">Somebody got none.</exception>
    public Task BuyAsync(int buyers, CancellationToken enough)
    {
        var left = buyers;
        return Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => BuyOneByOneAsync()));

        async Task BuyOneByOneAsync()
        {
            while (!enough.IsCancellationRequested && Interlocked.Decrement(ref left) >= 0) await BuyOneAsync();
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task BuyOneAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, orders);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", NewToken());
        using var answer = await _client.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.Created) throw new HttpRequestException($"a purchase was answered with {(int)answer.StatusCode}");
        Interlocked.Increment(ref _served);
    }

    private string NewToken()
    {
        lock (_gate) return tokens.Sign($"b{_buyers++}", Caller.BuyerRole);
    }
}
