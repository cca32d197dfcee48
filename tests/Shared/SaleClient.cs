using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Seckill.Testing;

/// <summary>What a client got: the status, and the body where there was one.</summary>
public sealed record Answer(HttpStatusCode Status, JsonNode? Body)
{
    /// <summary>The machine code of a problem.</summary>
    public string? Code => (string?)Body?["code"];

    /// <summary>The order id of an order.</summary>
    public string? OrderId => (string?)Body?["orderId"];
}

/// <summary>A shopper's and operator's view of a host: HTTP and JSON only, nothing of the product's code.</summary>
public sealed class SaleClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>One time for all lists of a client: a listing that is repeated, because nobody answered the first, must be the same.</summary>
    private readonly DateTimeOffset _opening = DateTimeOffset.UtcNow.AddSeconds(-1);

    /// <summary>Makes a client of one host.</summary>
    public SaleClient(Uri address, int connectionsMax = 256, TimeSpan? timeout = null)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connectionsMax, UseProxy = false };
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = timeout ?? TimeSpan.FromSeconds(30) };
    }

    /// <summary>Gets a token of the development host.</summary>
    public async Task<string> TokenAsync(string subject, string role = "buyer") =>
        (string)(await SendAsync(HttpMethod.Post, "/api/dev/tokens", new { sub = subject, role })).Body!["token"]!;

    /// <summary>Gets tokens of buyers <c>{prefix}0</c>, <c>{prefix}1</c>, ….</summary>
    public async Task<string[]> TokensAsync(int count, string prefix) =>
        [.. (await SendAsync(HttpMethod.Post, "/api/dev/tokens", new { count, prefix })).Body!["tokens"]!.AsArray()
            .Select(token => (string)token!)];

    /// <summary>Lists an item that is open now. Says only what is set, so that hosts of earlier versions understand it.</summary>
    public Task<Answer> ListAsync(
        string operatorToken, string itemId, long stock, int limit = 1, int paymentWindowSeconds = 300, bool ticketRequired = false,
        bool waitingList = false, string? campaign = null, int? campaignLimit = null, bool challengeRequired = false,
        DateTimeOffset? startsAt = null, string queue = "none")
    {
        var listing = new JsonObject
        {
            ["title"] = itemId,
            ["price"] = new JsonObject { ["amount"] = 9900, ["currency"] = "CNY" },
            ["stock"] = stock,
            ["startsAt"] = startsAt ?? _opening,
            ["endsAt"] = _opening.AddHours(6),
            ["perBuyerLimit"] = limit,
            ["paymentWindowSeconds"] = paymentWindowSeconds,
            ["ticketRequired"] = ticketRequired,
        };
        if (campaign is not null) listing["campaign"] = campaign;
        if (campaignLimit is not null) listing["campaignLimit"] = campaignLimit;
        if (challengeRequired) listing["challengeRequired"] = true;
        // Where there is a waiting room, the list is on unless it is said to be off.
        if (waitingList || queue != "none") (listing["waitingList"], listing["queue"]) = (waitingList, queue);
        return SendAsync(HttpMethod.Put, $"/api/admin/items/{itemId}", listing, operatorToken);
    }

    /// <summary>Asks for one unit.</summary>
    public Task<Answer> BuyAsync(string token, string itemId) => SendAsync(HttpMethod.Post, $"/api/items/{itemId}/orders", null, token);

    /// <summary>Asks for one unit, with a ticket and a key.</summary>
    public Task<Answer> BuyAsync(string token, string itemId, string ticket, string key) =>
        SendAsync(HttpMethod.Post, $"/api/items/{itemId}/orders", new { ticket }, token, key);

    /// <summary>Gets a ticket for an item.</summary>
    public async Task<string> TicketAsync(string token, string itemId) =>
        (string)(await SendAsync(HttpMethod.Post, $"/api/items/{itemId}/ticket", null, token)).Body!["ticket"]!;

    /// <summary>Joins the waiting list of an item.</summary>
    public Task<Answer> WaitAsync(string token, string itemId) => SendAsync(HttpMethod.Post, $"/api/items/{itemId}/waiting-list", null, token);

    /// <summary>Reads the own place on it.</summary>
    public Task<Answer> PlaceAsync(string token, string itemId) => SendAsync(HttpMethod.Get, $"/api/items/{itemId}/waiting-list", null, token);

    /// <summary>Gets a challenge for an item and finds its number.</summary>
    public async Task<JsonNode> SolvedAsync(string token, string itemId)
    {
        var challenge = (await SendAsync(HttpMethod.Get, $"/api/items/{itemId}/challenge", null, token)).Body!;
        var (salt, wanted) = ((string)challenge["salt"]!, (string)challenge["challenge"]!);
        var number = 0L;
        while (Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{salt}{number}"))) != wanted) number++;
        challenge["number"] = number;
        return challenge;
    }

    /// <summary>Hands a solved challenge in for a ticket.</summary>
    public Task<Answer> RedeemAsync(string token, string itemId, JsonNode challenge) =>
        SendAsync(HttpMethod.Post, $"/api/items/{itemId}/ticket", new { challenge }, token);

    /// <summary>Reads an item.</summary>
    public Task<Answer> ItemAsync(string itemId) => SendAsync(HttpMethod.Get, $"/api/items/{itemId}");

    /// <summary>Reads an item's audit.</summary>
    public async Task<JsonNode> AuditAsync(string operatorToken, string itemId) =>
        (await SendAsync(HttpMethod.Get, $"/api/admin/items/{itemId}/audit", null, operatorToken)).Body!;

    /// <summary>Sends a request that somebody else has made, a webhook above all, and closes it.</summary>
    public async Task<HttpStatusCode> DeliverAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await _http.SendAsync(request);
            return response.StatusCode;
        }
    }

    /// <summary>Sends any request.</summary>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, object? body = null, string? token = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
