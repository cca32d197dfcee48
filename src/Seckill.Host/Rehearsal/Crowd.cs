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

    /// <summary>Lets so many buyers buy, and returns when all have their units.</summary>
    /// <exception cref="HttpRequestException">Somebody got none.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public Task BuyAsync(int buyers, CancellationToken cancellation)
    {
        var left = buyers;
        return Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => BuyOneByOneAsync()));

        async Task BuyOneByOneAsync()
        {
            while (Interlocked.Decrement(ref left) >= 0) await BuyOneAsync(cancellation);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task BuyOneAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, orders);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", NewToken());
        using var answer = await _client.SendAsync(request, cancellation);
        if (answer.StatusCode != HttpStatusCode.Created) throw new HttpRequestException($"a purchase was answered with {(int)answer.StatusCode}");
        Interlocked.Increment(ref _served);
    }

    private string NewToken()
    {
        lock (_gate) return tokens.Sign($"b{_buyers++}", Caller.BuyerRole);
    }
}
