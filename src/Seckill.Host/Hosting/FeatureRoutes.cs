using Seckill.Host.Access;
using Seckill.Host.Health;
using Seckill.Host.Items;
using Seckill.Host.OpenApi;
using Seckill.Host.Operators;
using Seckill.Host.Orders;
using Seckill.Host.Payments;
using Seckill.Host.Payments.Sandbox;
using Seckill.Host.Telemetry;

namespace Seckill.Host.Hosting;

/// <summary>The routes of every feature.</summary>
internal static class FeatureRoutes
{
    /// <summary>Maps what this node serves: a node without the role <c>web</c> answers supervisors only.</summary>
    public static void MapFeatures(this WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        if (app.IsWeb()) app.MapShop();
    }

    private static void MapShop(this WebApplication app)
    {
        app.MapItems();
        app.MapOrders();
        app.MapPayments();
        app.MapSandbox();
        app.MapOperators();
        app.MapDescription();
        if (app.Environment.IsDevelopment()) app.MapDevTokens();
    }
}
