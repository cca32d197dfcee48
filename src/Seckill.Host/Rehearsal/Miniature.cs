using System.Security.Cryptography;
using Akka.Actor;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Actors.Health;
using Seckill.Actors.Ledger;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Hosting;
using Seckill.Host.Listening;
using Seckill.Host.OpenApi;
using Seckill.Host.Orders;
using Seckill.Host.Payments;
using Seckill.Storage;
using Seckill.Storage.Rehearsal;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Rehearsal;

/// <summary>
/// The program once more in the same process, with one item: a host, an actor system and a store of its own, which is a directory of
/// temporary files. It shares nothing with the real host but the code that the runtime compiles for it. It has none of the real settings,
/// so it reaches no database and no cluster; it listens on a free port of this machine, with keys that exist only as long as it does.
/// </summary>
internal sealed class Miniature : IAsyncDisposable
{
    private const string Name = "rehearsal";
    private const int Stock = 1_000_000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>Named as nobody else's, because its rows are tried out on a database that all nodes share.</summary>
    private readonly ItemId _item = ItemId.Parse($"{Name}-{Guid.NewGuid():N}");

    private readonly WebApplication _app;

    private Miniature(WebApplication app) => _app = app;

    /// <summary>The address of its item's orders.</summary>
    public Uri Orders => new(_app.Services.GetRequiredService<OwnAddress>().Find()!, $"/api/items/{_item}/orders");

    private DateTimeOffset Now => _app.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <summary>The beginning of what it has sold.</summary>
    public Task<SaleSample> SampleAsync(CancellationToken cancellation) =>
        SaleSample.ReadAsync(_app.Services.GetRequiredService<ILedger>(), _item, _app.Services.GetRequiredService<ActorSystem>(), cancellation);

    /// <summary>Makes tokens for its buyers.</summary>
    public TokenSigner NewSigner() => new(_app.Services.GetRequiredService<IOptions<AuthSettings>>().Value, Now, TimeSpan.FromHours(1));

    /// <summary>Starts it on a store, which must stay until it has ended, and lists its item.</summary>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public static async Task<Miniature> StartAsync(TemporaryStore store, CancellationToken cancellation)
    {
        var miniature = new Miniature(Compose(store));
        try
        {
            await miniature.OpenAsync(cancellation);
            return miniature;
        }
        catch
        {
            await miniature.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it as any node ends, but for requests, of which there are none.</summary>
    public async ValueTask DisposeAsync()
    {
        var isStarted = _app.Lifetime.ApplicationStarted.IsCancellationRequested;
        if (isStarted) await _app.Services.GetRequiredService<ActorSystem>().Terminate();
        await _app.DisposeAsync();
    }

    private static WebApplication Compose(TemporaryStore store)
    {
        // Empty: no environment variable, file or argument of the real host reaches it, and it logs nothing.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{StorageOptions.Section}:{nameof(StorageOptions.Directory)}"] = store.Directory,
            [$"{AuthSettings.Section}:{nameof(AuthSettings.SigningKey)}"] = NewSecret(),
            [$"{AuthSettings.Section}:{nameof(AuthSettings.Issuer)}"] = Name,
            [$"{AuthSettings.Section}:{nameof(AuthSettings.Audience)}"] = Name,
            [$"{PaymentSettings.Section}:{nameof(PaymentSettings.Provider)}"] = PaymentSettings.Sandbox,
            [$"{PaymentSettings.Section}:{nameof(PaymentSettings.WebhookSecret)}"] = $"whsec_{NewSecret()}",
        });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, NoSignals>();
        builder.AddServer().AddSale();
        return builder.Build();
    }

    private static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private async Task OpenAsync(CancellationToken cancellation)
    {
        await _app.PrepareAsync();
        _app.UseRequestPipeline();
        _app.MapDeclared().MapOrders();
        await _app.StartAsync(cancellation);
        await ListAsync(cancellation);
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        var (board, warmUp) = (_app.Services.GetRequiredService<Board>(), _app.Services.GetRequiredService<WarmUp>());
        await board.WhenComplete.WaitAsync(cancellation);
        while (!warmUp.IsDone) await Task.Delay(Look, cancellation);
        var now = Now;
        var terms = new ItemTerms(
            Name, Name, Money.Create(9900, "CNY"), now.AddMinutes(-1), now.AddDays(1), perBuyerLimit: 1, TimeSpan.FromHours(1), ticketRequired: false);
        var listing = new ListItem(terms, Stock, ExpectedVersion: null) { By = new Attribution { Actor = BuyerId.Parse(Name) } };
        var reply = await _app.Services.GetRequiredService<ItemGateway>().SendAsync(_item, listing, cancellation);
        board.Observe(reply.Status ?? throw new InvalidOperationException($"its item could not be listed: {reply.Outcome}"));
    }

    /// <summary>Signals are for the real host. Until that has started, they end the process as they end any other.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
