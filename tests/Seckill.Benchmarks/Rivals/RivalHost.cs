using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seckill.Host.Access;

namespace Seckill.Benchmarks.Rivals;

/// <summary>
/// What one would use instead, as a process of its own: a minimal API with default settings, no middleware, no reflection.
/// <c>rival NAME --urls ADDRESS [--store CONNECTION]</c>.
/// </summary>
internal static class RivalHost
{
    /// <summary>Read by the runtime, and here: with 1, requests begin on the threads of the sockets.</summary>
    public const string InlineVariable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private const string OrdersRoute = "/api/items/{item}/orders";

    private static readonly RivalMoney Price = new(9900, "CNY");
    private static readonly TimeSpan PaymentWindow = TimeSpan.FromMinutes(5);

    /// <summary>The same for everybody, so serialized once.</summary>
    private static readonly byte[] SoldOut =
        """{"code":"sold_out","title":"Sold out","status":409,"detail":"No unit is left."}"""u8.ToArray();

    /// <summary>Serves until the process is ended.</summary>
    public static async Task<int> RunAsync(string name, string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (Environment.GetEnvironmentVariable(InlineVariable) == "1")
            builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        if (name == "empty") return await RunEmptyAsync(builder.Build());
        builder.AddRivalAccess();
        var app = builder.Build();
        MapAllocated(app);
        await using var sale = await OpenAsync(name, app.Configuration["store"] ?? throw new ArgumentException("--store is missing."));
        MapSale(app, sale);
        await app.RunAsync();
        return 0;
    }

    private static Task<IRivalSale> OpenAsync(string name, string store) => name switch
    {
        "redis" => RedisSale.OpenAsync(store),
        "pg-hot-row" => HotRowSale.OpenAsync(store),
        "pg-skip-locked" => SkipLockedSale.OpenAsync(store),
        _ => throw new ArgumentException($"No rival is called '{name}'."),
    };

    /// <summary>The ceiling: what the web server does when there is nothing to do.</summary>
    private static async Task<int> RunEmptyAsync(WebApplication app)
    {
        MapAllocated(app);
        app.MapPost(OrdersRoute, Answer);
        app.MapGet("/api/items/{item}", Answer);
        await app.RunAsync();
        return 0;

        static Task Answer(HttpContext context)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
    }

    private static void MapAllocated(WebApplication app) =>
        app.MapGet("/bench/allocated", () => GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture));

    private static void MapSale(WebApplication app, IRivalSale sale)
    {
        var tokens = app.Services.GetRequiredService<TokenReader>();
        app.MapPost(OrdersRoute, context => BuyAsync(context, tokens, sale));
        app.MapPut("/bench/items/{item}", async context =>
        {
            var stock = long.Parse(context.Request.Query["stock"]!, CultureInfo.InvariantCulture);
            await sale.OfferAsync(ItemOf(context), stock);
        });
        app.MapGet("/bench/items/{item}", async context =>
        {
            var counts = await sale.CountAsync(ItemOf(context));
            await context.Response.WriteAsJsonAsync(counts, RivalJson.Default.RivalCounts);
        });
    }

    private static async Task BuyAsync(HttpContext context, TokenReader tokens, IRivalSale sale)
    {
        if (await tokens.ReadBuyerAsync(context) is not { } buyer)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var item = ItemOf(context);
        var answer = await sale.BuyAsync(item, buyer);
        if (answer.Outcome == RivalOutcome.SoldOut)
        {
            await WriteAsync(context.Response, StatusCodes.Status409Conflict, "application/problem+json", SoldOut);
            return;
        }

        var order = OrderOf(item, buyer, answer);
        var isNew = answer.Outcome == RivalOutcome.Created;
        if (isNew) context.Response.Headers.Location = $"/api/orders/{order.OrderId}";
        var json = JsonSerializer.SerializeToUtf8Bytes(order, RivalJson.Default.RivalOrder);
        await WriteAsync(
            context.Response, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, "application/json; charset=utf-8", json);
    }

    private static async Task WriteAsync(HttpResponse response, int status, string contentType, byte[] body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
        await response.BodyWriter.FlushAsync();
    }

    private static RivalOrder OrderOf(string item, string buyer, RivalAnswer answer)
    {
        var createdAt = DateTime.UnixEpoch.AddMilliseconds(answer.CreatedAtMs);
        var id = string.Create(CultureInfo.InvariantCulture, $"{item}-{answer.Sequence}");
        return new RivalOrder(id, item, buyer, 1, Price, Price, "pending", createdAt, createdAt + PaymentWindow, null, null, null);
    }

    private static string ItemOf(HttpContext context) => (string)context.Request.RouteValues["item"]!;
}
