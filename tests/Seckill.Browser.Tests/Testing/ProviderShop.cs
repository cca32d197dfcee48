using Microsoft.Playwright;
using Seckill.Host.Tests.Testing;

namespace Seckill.Browser.Tests.Testing;

/// <summary>A host outside Development whose people come from a real identity provider in the tests' own process, and a browser.</summary>
public sealed class ProviderShop : IAsyncLifetime, IAsyncDisposable
{
    private Testing.Browser.Share? _browser;
    private HostProcess? _host;
    private IdentityProvider? _provider;
    private SaleClient? _client;

    public Uri Address => _host!.Address;

    public IdentityProvider Provider => _provider!;

    public SaleClient Client => _client!;

    /// <summary>An operator's token, of the host's own.</summary>
    public static string Operator => TokenMint.Issue("olivia", "operator");

    public async Task InitializeAsync()
    {
        _browser = await Testing.Browser.TakeAsync();
        if (_browser is null) return;
        var port = HostProcess.FreePort();
        _provider = await IdentityProvider.StartAsync(port);
        var settings = ProductionSettings.Complete();
        settings["Seckill__Auth__Authority"] = _provider.Authority;
        settings["Seckill__Auth__AuthorityAudience"] = IdentityProvider.Client;
        settings["Seckill__Auth__ClientId"] = IdentityProvider.Client;
        settings["Seckill__Auth__Scope"] = "openid offline_access";
        settings["Seckill__Limits__ReconciliationRowsPerSecond"] = "0";
        _host = new HostProcess(settings);
        await _host.StartReadyAsync();
        _client = new SaleClient(_host.Address);
        foreach (var page in (string[])["signed-in", "desk/signed-in"]) _provider.Redirects.Add(new Uri(_host.Address, page).ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _client?.Dispose();
        if (_host is not null) await _host.DisposeAsync();
        if (_provider is not null) await _provider.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Somebody whom the provider knows by that name, or, with null, does not let in. Skips the test when there is no browser.</summary>
    public async Task<Shopper> EnterAsync(string? person)
    {
        Testing.Browser.Need();
        Provider.Person = person;
        Provider.PersonClaims = [];
        var context = await _browser!.OpenAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.ToString(), Locale = "en-GB", ReducedMotion = ReducedMotion.Reduce, ViewportSize = new ViewportSize { Width = 900, Height = 740 },
        });
        return new Shopper(context, person ?? "nobody");
    }

    /// <summary>Signs a shopper in on an item's page, which they come back to.</summary>
    public static async Task<Shopper.Tab> SignInAsync(Shopper shopper, string item)
    {
        var tab = await shopper.OpenAsync($"/items/{item}");
        await tab.ShouldBecomeAsync("stranger");
        await tab.Button.ClickAsync();
        await tab.ShouldBecomeAsync("open");
        return tab;
    }

    /// <summary>Lists an open item of which one buyer may have several.</summary>
    public async Task<string> ListAsync()
    {
        var item = Shop.NewName("behind-provider");
        ((int)(await Client.ListAsync(Operator, item, stock: 10, limit: 5)).Status).ShouldBe(201);
        return item;
    }

    /// <summary>How many orders the item has made, by its ledger.</summary>
    public async Task<int> OrdersOfAsync(string item) => (int)(await Client.AuditAsync(Operator, item))["ledger"]!["orders"]!;
}
