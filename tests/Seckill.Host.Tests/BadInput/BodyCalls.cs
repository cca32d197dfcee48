using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Calls of every operation that takes a body, on an item that none of them may change.</summary>
public abstract class BodyCalls(DevelopmentHost host) : IAsyncLifetime
{
    protected const string Json = "application/json";

    /// <summary>Operations that take a body, by a word for each.</summary>
    protected static readonly string[] Operations = ["block", "buy", "list", "stock", "pause", "revoke", "switch", "tokens", "webhook"];

    private string _item = "";
    private string _before = "";

    public static TheoryData<string> AllOperations => [.. Operations];

    protected DevelopmentHost Host { get; } = host;

    public async Task InitializeAsync()
    {
        _item = await Host.ListAsync();
        _before = await StatusAsync();
    }

    public async Task DisposeAsync() => (await StatusAsync()).ShouldBe(_before, "a refused request changes nothing");

    protected async Task<Received> SendAsync(string operation, HttpContent content)
    {
        if (operation == "webhook") return await SendWebhookAsync(content);
        var (party, method, path) = operation switch
        {
            "buy" => (Host.NewBuyer(), HttpMethod.Post, $"/api/items/{_item}/orders"),
            "block" => (Host.Operator, HttpMethod.Put, "/api/admin/blocks/buyers/somebody-who-never-buys"),
            "list" => (Host.Operator, HttpMethod.Put, $"/api/admin/items/{_item}"),
            "pause" => (Host.Operator, HttpMethod.Post, $"/api/admin/items/{_item}/pause"),
            "revoke" => (Host.Operator, HttpMethod.Post, $"/api/admin/orders/{_item}-1/cancel"),
            "stock" => (Host.Operator, HttpMethod.Post, $"/api/admin/items/{_item}/stock"),
            "switch" => (Host.Operator, HttpMethod.Put, "/api/admin/switches/order-listing"),
            _ => (Host.Nobody, HttpMethod.Post, "/api/dev/tokens"),
        };
        var headers = operation == "stock" ? new[] { ("Idempotency-Key", TestHost.NewName("key")) } : [];
        return await party.SendContentAsync(method, path, content, headers);
    }

    /// <summary>Signed well, whatever it is: otherwise nobody would look at the body.</summary>
    protected async Task<Received> SendWebhookAsync(HttpContent content)
    {
        var webhook = Host.Provider.SignBytes(await content.ReadAsByteArrayAsync(), "evt-bad", DateTimeOffset.UtcNow);
        webhook.Content = content;
        return await Host.SendAsync(webhook);
    }

    private async Task<string> StatusAsync()
    {
        var status = (await Host.Nobody.GetAsync($"/api/items/{_item}")).Json.AsObject();
        status.Remove("serverTime");
        return status.ToJsonString();
    }

    protected static ByteArrayContent Content(byte[] body, string? contentType)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }
}
