using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seckill.Host.Tests.Testing;

/// <summary>Somebody who talks to the host: with a token of that name, or without any.</summary>
public sealed class Party(Wire wire, string name, string? token)
{
    public string Name => name;

    public string? Token => token;

    public Task<Received> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Received> PostAsync(string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public Task<Received> PutAsync(string path, JsonNode? body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, body, headers);

    /// <summary>Asks for units of an item.</summary>
    public Task<Received> BuyAsync(string item, int? quantity = null, string? key = null, string? ticket = null)
    {
        var body = new JsonObject();
        if (quantity is not null) body["quantity"] = quantity;
        if (ticket is not null) body["ticket"] = ticket;
        return PostAsync($"/api/items/{item}/orders", body.Count == 0 ? null : body, key is null ? [] : [("Idempotency-Key", key)]);
    }

    /// <summary>Asks for a ticket for an item.</summary>
    public Task<Received> TicketAsync(string item) => PostAsync($"/api/items/{item}/ticket");

    /// <summary>A ticket for an item.</summary>
    public async Task<string> NewTicketAsync(string item) => (string)(await TicketAsync(item)).ShouldHaveStatus(200)["ticket"]!;

    /// <summary>Asks for a place on the waiting list of an item.</summary>
    public Task<Received> WaitAsync(string item, string? ticket = null) =>
        PostAsync($"/api/items/{item}/waiting-list", ticket is null ? null : new JsonObject { ["ticket"] = ticket });

    /// <summary>Reads the own place.</summary>
    public Task<Received> PlaceAsync(string item) => GetAsync($"/api/items/{item}/waiting-list");

    /// <summary>Leaves the waiting list.</summary>
    public Task<Received> StopWaitingAsync(string item) => SendAsync(HttpMethod.Delete, $"/api/items/{item}/waiting-list", null);

    /// <summary>Asks for a challenge for an item.</summary>
    public Task<Received> ChallengeAsync(string item, string kind = "work", params (string Name, string Value)[] headers) =>
        GetAsync($"/api/items/{item}/challenge?kind={kind}", headers);

    /// <summary>Hands a challenge in for a ticket.</summary>
    public Task<Received> RedeemAsync(string item, JsonNode? challenge) =>
        PostAsync($"/api/items/{item}/ticket", new JsonObject { ["challenge"] = challenge?.DeepClone() });

    /// <summary>Gets a challenge for an item, and solves it.</summary>
    public async Task<JsonObject> SolvedAsync(string item) => ChallengeMint.Solve((await ChallengeAsync(item)).ShouldHaveStatus(200).Json);

    /// <summary>Joins the waiting room of an item.</summary>
    public Task<Received> JoinAsync(string item, JsonNode? challenge = null) =>
        PostAsync($"/api/items/{item}/queue", challenge is null ? null : new JsonObject { ["challenge"] = challenge.DeepClone() });

    /// <summary>The place in the waiting room of an item.</summary>
    public Task<Received> RoomPlaceAsync(string item) => GetAsync($"/api/items/{item}/queue");

    /// <summary>Leaves the waiting room of an item.</summary>
    public Task<Received> LeaveAsync(string item) => SendAsync(HttpMethod.Delete, $"/api/items/{item}/queue", null);

    public Task<Received> OrderAsync(string orderId) => GetAsync($"/api/orders/{orderId}");

    public Task<Received> CancelAsync(string orderId) => PostAsync($"/api/orders/{orderId}/cancel");

    /// <summary>Opens a payment.</summary>
    public Task<Received> OpenPaymentAsync(string orderId) => PostAsync($"/api/orders/{orderId}/payment");

    public Task<Received> ListAsync(string item, Listing listing, params (string Name, string Value)[] headers) =>
        PutAsync($"/api/admin/items/{item}", listing.ToJson(), headers);

    public Task<Received> AdjustAsync(
        string item, long delta, string key, string reason = "test", params (string Name, string Value)[] headers) => PostAsync(
        $"/api/admin/items/{item}/stock", new JsonObject { ["delta"] = delta, ["reason"] = reason }, [("Idempotency-Key", key), .. headers]);

    /// <summary>Says <c>pause</c>, <c>resume</c> or <c>close</c>.</summary>
    public Task<Received> SwitchAsync(string item, string word, params (string Name, string Value)[] headers) =>
        PostAsync($"/api/admin/items/{item}/{word}", body: null, headers);

    /// <summary>Sets a switch to a word or a number.</summary>
    public Task<Received> SetSwitchAsync(string name, JsonNode value, string? reason = null)
    {
        var body = new JsonObject { ["value"] = value };
        if (reason is not null) body["reason"] = reason;
        return PutAsync($"/api/admin/switches/{name}", body);
    }

    public Task<Received> AuditAsync(string item) => GetAsync($"/api/admin/items/{item}/audit");

    public Task<Received> SendAsync(HttpMethod method, string path, JsonNode? body, params (string Name, string Value)[] headers) =>
        SendTextAsync(method, path, body?.ToJsonString(), headers);

    /// <summary>Sends a body as it is written, whatever that is.</summary>
    public async Task<Received> SendTextAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, headers);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json);
        return await wire.SendAsync(request);
    }

    /// <summary>Sends any content.</summary>
    public async Task<Received> SendContentAsync(
        HttpMethod method, string path, HttpContent content, params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, headers);
        request.Content = content;
        return await wire.SendAsync(request);
    }

    /// <summary>A request of this party. The path goes out exactly as it is written.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var request = new HttpRequestMessage(method, new Uri(wire.Address.GetLeftPart(UriPartial.Authority) + path, asWritten));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (header, value) in headers) request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }
}

/// <summary>What an operator wants an item to be. By default it has been open for a second.</summary>
public sealed record Listing
{
    public string Title { get; init; } = "Phone";

    public string? Campaign { get; init; }

    public long Amount { get; init; } = 9900;

    public string Currency { get; init; } = "CNY";

    public long Stock { get; init; } = 10;

    public DateTimeOffset StartsAt { get; init; } = DateTimeOffset.UtcNow.AddSeconds(-1);

    public DateTimeOffset EndsAt { get; init; } = DateTimeOffset.UtcNow.AddHours(2);

    public int? Limit { get; init; }

    public int? CampaignLimit { get; init; }

    public int? PaymentWindowSeconds { get; init; }

    public bool? TicketRequired { get; init; }

    public bool? WaitingList { get; init; }
    public bool? ChallengeRequired { get; init; }

    public string? Queue { get; init; }

    public static Listing Upcoming => new() { StartsAt = DateTimeOffset.UtcNow.AddHours(1) };

    /// <summary>The request's body; what is null is left out.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["title"] = Title,
            ["price"] = new JsonObject { ["amount"] = Amount, ["currency"] = Currency },
            ["stock"] = Stock,
            ["startsAt"] = JsonSerializer.SerializeToNode(StartsAt),
            ["endsAt"] = JsonSerializer.SerializeToNode(EndsAt),
        };
        if (Campaign is not null) json["campaign"] = Campaign;
        if (Limit is not null) json["perBuyerLimit"] = Limit;
        if (CampaignLimit is not null) json["campaignLimit"] = CampaignLimit;
        if (TicketRequired is not null) json["ticketRequired"] = TicketRequired;
        if (WaitingList is not null) json["waitingList"] = WaitingList;
        if (ChallengeRequired is not null) json["challengeRequired"] = ChallengeRequired;
        if (Queue is not null) json["queue"] = Queue;
        if (PaymentWindowSeconds is not null) json["paymentWindowSeconds"] = PaymentWindowSeconds;
        return json;
    }
}
