using Microsoft.Extensions.Options;
using Seckill.Host.Access;
using Seckill.Host.Items;
using Seckill.Host.Management;
using Seckill.Host.OpenApi;
using Seckill.Host.Operators;
using Seckill.Host.Orders;
using Seckill.Host.Payments;

namespace Seckill.Host.Hosting;

/// <summary>The routes of every feature.</summary>
internal static class FeatureRoutes
{
    /// <summary>Maps what the main listener serves on this node: nothing for shoppers without the role <c>web</c>.</summary>
    public static void MapFeatures(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<ManagementSettings>>().Value.IsApart) app.MapManagement();
        if (app.IsWeb()) app.MapShop();
    }

    private static void MapShop(this WebApplication app)
    {
        app.MapItems();
        app.MapOrders();
        app.MapPayments();
        app.MapOperators();
        app.MapDescription();
        if (app.Environment.IsDevelopment()) app.MapDevTokens();
    }
}
