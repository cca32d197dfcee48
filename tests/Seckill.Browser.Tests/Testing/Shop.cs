using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Seckill.Browser.Tests.Testing;

/// <summary>
/// A real host, and a share of the browser. Starting a host takes seconds, so the tests of a collection share it; each has items and shoppers
/// of its own.
/// </summary>
public sealed class Shop : IAsyncLifetime, IAsyncDisposable
{
    private const string CertificateFile = "server.pfx";
    private const string CertificatePassword = "of the tests";

    private static int _names;

    private readonly HostProcess _host = new(new Dictionary<string, string>
    {
        ["Seckill__Limits__ReconciliationRowsPerSecond"] = "0",
        ["Seckill__Limits__ChallengeWaitSeconds"] = "2",
        // All shoppers here have one address.
        ["Seckill__Limits__ChallengeStepsMax"] = "0",
        ["Kestrel__Certificates__Default__Path"] = CertificateFile,
        ["Kestrel__Certificates__Default__Password"] = CertificatePassword,
    });

    private Testing.Browser.Share? _browser;
    private SaleClient? _client;
    private string? _operator;

    /// <summary>Where the pages are.</summary>
    public Uri Address => _host.Address;

    /// <summary>Where the pages are too, over TLS and HTTP/2.</summary>
    public Uri SecureAddress { get; } = new($"https://127.0.0.1:{HostProcess.FreePort()}");

    /// <summary>HTTP without a browser.</summary>
    public SaleClient Client => _client!;

    /// <summary>An operator's token.</summary>
    public string Operator => _operator!;

    /// <summary>A name that no other test has.</summary>
    public static string NewName(string about) => $"{about}-{Interlocked.Increment(ref _names)}";

    public async Task InitializeAsync()
    {
        _browser = await Testing.Browser.TakeAsync();
        if (_browser is null) return;
        using (var certificate = Certificates.SelfSigned("shop.test"))
            await File.WriteAllBytesAsync(Path.Combine(_host.Directory, CertificateFile), certificate.Export(X509ContentType.Pfx, CertificatePassword));
        _host.StartWith("--urls", $"{Address};{SecureAddress}");
        await _host.WaitReadyAsync(TimeSpan.FromSeconds(60));
        _client = new SaleClient(_host.Address);
        _operator = await _client.TokenAsync("olivia", "operator");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _client?.Dispose();
        await _host.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>A shopper at a device of their own: nothing is shared with others. Skips the test when there is no browser.</summary>
    public async Task<Shopper> EnterAsync(Device? device = null)
    {
        Testing.Browser.Need();
        var shown = device ?? new Device();
        var context = await _browser!.OpenAsync(new BrowserNewContextOptions
        {
            BaseURL = (shown.IsSecure ? SecureAddress : Address).ToString(),
            IgnoreHTTPSErrors = shown.IsSecure,
            Locale = shown.Locale,
            ColorScheme = shown.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = shown.Width, Height = shown.Height },
        });
        if (shown.ClockAhead != TimeSpan.Zero) await context.AddInitScriptAsync(ClockScript(shown.ClockAhead));
        return new Shopper(context, NewName("shopper"));
    }

    /// <summary>Lists an item; by default it is open.</summary>
    public async Task<string> ListAsync(
        long stock = 10, TimeSpan? startsIn = null, int limit = 1, int paymentWindowSeconds = 300,
        string title = "A phone at a tenth of its price", string? description = null, string? imageUrl = null, bool ticketRequired = false,
        bool waitingList = false, bool challengeRequired = false, string queue = "none")
    {
        Testing.Browser.Need();
        var item = NewName("item");
        var startsAt = DateTimeOffset.UtcNow + (startsIn ?? TimeSpan.FromSeconds(-1));
        var listed = await Client.SendAsync(HttpMethod.Put, $"/api/admin/items/{item}", new
        {
            title, price = new { amount = 9900, currency = "CNY" }, stock, startsAt, endsAt = startsAt.AddHours(6), perBuyerLimit = limit, paymentWindowSeconds,
            description, imageUrl, ticketRequired, waitingList, challengeRequired, queue, listPrice = new { amount = 99_000, currency = "CNY" },
        }, Operator);
        ((int)listed.Status).ShouldBe(201, listed.Body?.ToJsonString());
        return item;
    }

    /// <summary>Lists many items of a campaign that start tomorrow.</summary>
    public async Task ListManyAsync(string campaign, int count)
    {
        Testing.Browser.Need();
        var startsAt = DateTimeOffset.UtcNow.AddDays(1);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (n, _) =>
        {
            var listed = await Client.SendAsync(HttpMethod.Put, $"/api/admin/items/{campaign}-{n:D4}", new
            {
                title = $"Number {n}", campaign, price = new { amount = 9900, currency = "CNY" }, stock = 1, startsAt, endsAt = startsAt.AddHours(1),
            }, Operator);
            ((int)listed.Status).ShouldBe(201, listed.Body?.ToJsonString());
        });
    }

    /// <summary>Pauses, resumes or closes an item.</summary>
    public async Task ChangeAsync(string item, string word) =>
        ((int)(await Client.SendAsync(HttpMethod.Post, $"/api/admin/items/{item}/{word}", null, Operator)).Status).ShouldBe(200);

    /// <summary>Somebody without a browser buys a unit.</summary>
    public async Task<(string Order, string Token)> SellAsync(string item, bool ticketRequired = false)
    {
        var token = await Client.TokenAsync(NewName("other"));
        var bought = ticketRequired
            ? await Client.BuyAsync(token, item, await Client.TicketAsync(token, item), NewName("key"))
            : await Client.BuyAsync(token, item);
        ((int)bought.Status).ShouldBe(201, bought.Body?.ToJsonString());
        return (bought.OrderId!, token);
    }

    /// <summary>Turns a switch, for all.</summary>
    public async Task SwitchAsync(string name, JsonNode value) =>
        ((int)(await Client.SendAsync(HttpMethod.Put, $"/api/admin/switches/{name}", new { value }, Operator)).Status).ShouldBe(200);

    /// <summary>How many orders the item has made, by its ledger.</summary>
    public async Task<int> OrdersOfAsync(string item) => (int)(await Client.AuditAsync(Operator, item))["ledger"]!["orders"]!;

    /// <summary>A device whose clock is wrong: every Date of the page, but not the time that passes.</summary>
    private static string ClockScript(TimeSpan ahead) => $$"""
        const Real = Date;
        const ahead = {{(long)ahead.TotalMilliseconds}};
        globalThis.Date = class extends Real {
          constructor(...parts) { parts.length === 0 ? super(Real.now() + ahead) : super(...parts); }
          static now() { return Real.now() + ahead; }
        };
        """;
}

/// <summary>What somebody holds in their hand, or has on their desk.</summary>
public sealed record Device
{
    public string Locale { get; init; } = "en-GB";

    public bool IsDark { get; init; }

    public int Width { get; init; } = 360;

    public int Height { get; init; } = 740;

    /// <summary>Whether it comes by TLS and HTTP/2.</summary>
    public bool IsSecure { get; init; }

    /// <summary>How wrong its clock is.</summary>
    public TimeSpan ClockAhead { get; init; }
}
