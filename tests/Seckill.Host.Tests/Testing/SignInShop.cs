using Seckill.Testing;

namespace Seckill.Host.Tests.Testing;

/// <summary>A host whose shoppers come from a provider of their own process.</summary>
public sealed class SignInShop : IAsyncDisposable
{
    private readonly HostProcess _process;
    private Wire? _wire;

    /// <summary>Prepares the host; nothing runs yet.</summary>
    /// <param name="settings">What differs from a production host with that provider.</param>
    /// <param name="port">The provider's port.</param>
    public SignInShop(int port, IReadOnlyDictionary<string, string>? settings = null)
    {
        var all = ProductionSettings.Complete();
        all["Seckill__Docs__Enabled"] = "true";
        all["Seckill__Auth__Authority"] = $"http://127.0.0.1:{port}";
        all["Seckill__Auth__AuthorityAudience"] = IdentityProvider.Client;
        all["Seckill__Limits__IdentityTimeoutMs"] = "2000";
        all["Seckill__Limits__IdentityPauseMs"] = "100";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) all[name] = value;
        _process = new HostProcess(all);
    }

    public Wire Wire => _wire!;

    public string Output => _process.Output;

    public Party Nobody => new(Wire, "nobody", token: null);

    /// <summary>An operator with one of the shop's own tokens.</summary>
    public Party Operator => new(Wire, "olivia", TokenMint.Issue("olivia", "operator"));

    public async Task StartAsync()
    {
        await _process.StartReadyAsync();
        _wire = await Wire.ConnectAsync(_process.Address);
    }

    /// <summary>Somebody who shows this token.</summary>
    public Party With(string token) => new(Wire, "somebody", token);

    /// <summary>Exchanges a token.</summary>
    public Task<Received> SessionAsync(string token) => With(token).PostAsync("/api/session");

    /// <summary>Somebody with the session for that token.</summary>
    public async Task<Party> SignInAsync(string token) => With((string)(await SessionAsync(token)).ShouldHaveStatus(200)["token"]!);

    /// <summary>Lists an open item.</summary>
    public async Task<string> ListAsync(Listing? listing = null)
    {
        var item = TestHost.NewName("item");
        var wish = listing ?? new Listing();
        (await Eventually.GetAsync(() => Operator.ListAsync(item, wish), answer => answer.Status != 503)).ShouldHaveStatus(201);
        return item;
    }

    /// <summary>A metric's value.</summary>
    public async Task<double> MetricAsync(string name, params string[] labels)
    {
        using var http = new HttpClient();
        return Scrape.Value(await http.GetStringAsync(new Uri(_process.Management, "/metrics")), name, labels);
    }

    public async ValueTask DisposeAsync()
    {
        _wire?.Dispose();
        await _process.DisposeAsync();
    }
}
