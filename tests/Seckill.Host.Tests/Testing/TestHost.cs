using System.Text.Json.Nodes;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Testing;

/// <summary>
/// The real process, with keys that the tests know. Starting it takes seconds, so many tests share one; each of them has items and
/// buyers of its own.
/// </summary>
public abstract class TestHost : IAsyncLifetime, IAsyncDisposable
{
    private static int _names;

    private readonly HostProcess _process;
    private Wire? _wire;

    protected TestHost(
        string environment, string webhookSecret, IReadOnlyDictionary<string, string>? limits = null,
        IReadOnlyList<string>? moreWebhookSecrets = null, string? trustedProxy = null)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = environment,
            ["Seckill__Auth__SigningKey"] = TokenMint.Key,
            ["Seckill__Auth__Issuer"] = TokenMint.Issuer,
            ["Seckill__Auth__Audience"] = TokenMint.Audience,
            ["Seckill__Payments__Provider"] = "sandbox",
            ["Seckill__Payments__WebhookSecret"] = webhookSecret,
            // Every answer is held against the document.
            ["Seckill__Docs__Enabled"] = "true",
            // Tests damage books and report payments by themselves; what the background then says is tested on hosts of its own.
            ["Seckill__Limits__ReconciliationRowsPerSecond"] = "0",
        };
        foreach (var (i, secret) in (moreWebhookSecrets ?? []).Index()) settings[$"Seckill__Payments__WebhookSecrets__{i}"] = secret;
        if (trustedProxy is not null) settings["Seckill__Proxies__Trusted__0"] = trustedProxy;
        foreach (var (name, value) in limits ?? new Dictionary<string, string>()) settings[$"Seckill__Limits__{name}"] = value;
        _process = new HostProcess(settings);
        Nobody = null!;
        Operator = null!;
    }

    public Wire Wire => _wire!;

    public Uri Address => _process.Address;

    /// <summary>Where supervisors ask.</summary>
    public Uri Management => _process.Management;

    /// <summary>Somebody without a token.</summary>
    public Party Nobody { get; private set; }

    public Party Operator { get; private set; }

    public string Output => _process.Output;

    /// <summary>A database of the host's store: <c>ledger.db</c>, <c>snapshots.db</c> or <c>orders.db</c>.</summary>
    public string FileOf(string database) => Path.Combine(_process.Directory, "data", database);

    /// <summary>A name that no other test has: an item, a key, a payment.</summary>
    public static string NewName(string about) => $"{about}-{Interlocked.Increment(ref _names)}";

    /// <summary>Somebody with a token and a name of their own.</summary>
    public Party NewBuyer() => PartyOf(NewName("buyer"));

    public Party PartyOf(string name, string role = "buyer") => new(Wire, name, TokenMint.Issue(name, role));

    public Party PartyWith(string? token) => new(Wire, "somebody", token);

    /// <summary>Lists an item; by default it is open.</summary>
    public async Task<string> ListAsync(Listing? listing = null)
    {
        var item = NewName("item");
        var wish = listing ?? new Listing();
        // A cold process on a slow machine may answer late; repeating is safe.
        var listed = await Eventually.GetAsync(() => Operator.ListAsync(item, wish), answer => answer.Status != 503);
        listed.Status.ShouldBeOneOf([200, 201], listed.ToString());
        return item;
    }

    /// <summary>An item as anybody sees it.</summary>
    public Task<Received> ItemAsync(string item) => Nobody.GetAsync($"/api/items/{item}");

    /// <summary>An item once it is as wanted: boards follow items within moments.</summary>
    public Task<Received> AwaitItemAsync(string item, Func<Received, bool> isSo) => Eventually.GetAsync(() => ItemAsync(item), isSo);

    /// <summary>An item with one unit, which somebody else holds.</summary>
    public async Task<string> ListSoldOutAsync(Listing? listing = null)
    {
        var item = await ListAsync((listing ?? new Listing()) with { Stock = 1 });
        (await NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        return item;
    }

    /// <summary>Sends a webhook, and closes it.</summary>
    public async Task<Received> SendAsync(HttpRequestMessage webhook)
    {
        using (webhook) return await Wire.SendAsync(webhook);
    }

    /// <inheritdoc cref="DataFile.Query"/>
    public IReadOnlyList<string> Query(string database, string sql, string name) => DataFile.Query(FileOf(database), sql, name);

    /// <inheritdoc cref="DataFile.Execute"/>
    public int Execute(string database, string sql, string name) => DataFile.Execute(FileOf(database), sql, name);

    /// <inheritdoc cref="DataFile.Lock"/>
    public IDisposable Lock(string database) => DataFile.Lock(FileOf(database));

    public async Task InitializeAsync()
    {
        await _process.StartReadyAsync();
        _wire = await Wire.ConnectAsync(Address);
        Nobody = new Party(Wire, "nobody", token: null);
        Operator = PartyOf("olivia", "operator");
    }

    public async ValueTask DisposeAsync()
    {
        _wire?.Dispose();
        await _process.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();
}

/// <summary>The host as a developer runs it.</summary>
public sealed class DevelopmentHost() : TestHost("Development", Secret)
{
    public const string Secret = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgdGVzdHMgYW5kIG9mIG5vIG9uZSBlbHNl";

    /// <summary>Signs as the payment provider of this host does.</summary>
    public WebhookSigner Provider { get; } = new(Secret);

    /// <summary>Opens a payment; returns its name.</summary>
    public static async Task<string> OpenPaymentAsync(Party buyer, string order) =>
        (string)(await buyer.OpenPaymentAsync(order)).ShouldHaveStatus(201)["paymentId"]!;

    /// <summary>Opens a payment for an order and reports that it succeeded; returns the payment's name.</summary>
    public async Task<string> PayAsync(Party buyer, string order, long amount = 9900)
    {
        var payment = await OpenPaymentAsync(buyer, order);
        (await SendAsync(Provider.Succeeded(order, payment, amount))).ShouldHaveStatus(204);
        return payment;
    }
}

/// <summary>A host whose files are locked under its feet: it gives up early, and little may wait.</summary>
public sealed class PatientlessHost() : TestHost("Development", Secret, new Dictionary<string, string>
{
    ["RequestTimeoutMs"] = "1500",
    ["GatewayQueueMax"] = "20",
})
{
    public const string Secret = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgdGVzdHMgYW5kIG9mIG5vIG9uZSBlbHNl";

    /// <summary>Signs as the payment provider of this host does.</summary>
    public WebhookSigner Provider { get; } = new(Secret);
}

/// <summary>
/// A host behind a proxy at 127.0.0.1, with limits against abuse so tight that tests reach them. Operators are exempt, so that items
/// can be listed; each test speaks for client addresses of its own.
/// </summary>
public sealed class GuardedHost() : TestHost(
    "Development", DevelopmentHost.Secret,
    new Dictionary<string, string>
    {
        ["AddressBurst"] = "3",
        ["AddressRefillPerSecond"] = "1",
        ["CallBurst"] = "3",
        ["CallRefillPerSecond"] = "1",
        ["CallAddressBurst"] = "10",
        ["CallAddressRefillPerSecond"] = "1",
        ["AnonymousBurst"] = "3",
        ["AnonymousRefillPerSecond"] = "1",
        ["OperatorBurst"] = "0",
        ["EventStreamsPerAddressMax"] = "2",
        ["ConnectionsPerAddressMax"] = "4",
        ["FirstByteTimeoutMs"] = "1000",
    },
    trustedProxy: "127.0.0.1");

/// <summary>A host whose switches the tests may turn: they hold for everybody. Little may wait in it.</summary>
public sealed class SwitchedHost() : TestHost("Development", Secret, new Dictionary<string, string> { ["GatewayQueueMax"] = "5000" })
{
    public const string Secret = DevelopmentHost.Secret;

    /// <summary>Signs as the payment provider of this host does.</summary>
    public WebhookSigner Provider { get; } = new(Secret);

    /// <summary>Sets a switch; whoever disposes of the result sets it back.</summary>
    public async Task<IAsyncDisposable> SwitchAsync(string name, JsonNode value)
    {
        var before = (await Operator.GetAsync($"/api/admin/switches/{name}")).ShouldHaveStatus(200)["value"]!.DeepClone();
        (await Operator.SetSwitchAsync(name, value)).ShouldHaveStatus(200);
        return new Restoration(async () => (await Operator.SetSwitchAsync(name, before)).ShouldHaveStatus(200));
    }

    private sealed class Restoration(Func<Task> restore) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await restore();
    }
}

/// <summary>The host as it is run in earnest, with limits so tight that tests reach them.</summary>
public sealed class ProductionHost() : TestHost("Production", "whsec_" + SecretBase64, new Dictionary<string, string>
{
    ["BuyerBurst"] = "3",
    ["BuyerRefillPerSecond"] = "1",
    ["EventStreamsMax"] = "2",
}, [OlderSecretBase64, "whsec_" + OldestSecretBase64])
{
    public const string SecretBase64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string OlderSecretBase64 = "8PHy8/T19vf4+fr7/P3+/+Dh4uPk5ebn6Onq6+zt7u8=";
    public const string OldestSecretBase64 = "gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp8=";
}

[CollectionDefinition(Name)]
public sealed class OnProductionHost : ICollectionFixture<ProductionHost>
{
    public const string Name = "on the production host";
}

[CollectionDefinition(Name)]
public sealed class OnSwitchedHost : ICollectionFixture<SwitchedHost>
{
    public const string Name = "on the switched host";
}

[CollectionDefinition(Name)]
public sealed class OnGuardedHost : ICollectionFixture<GuardedHost>
{
    public const string Name = "on the guarded host";
}
