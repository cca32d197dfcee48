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
    /// <summary>
    /// Maps what the main listener serves on this node: nothing for shoppers without the role <c>web</c>. Every route is mapped on the
    /// declared ones, which hold requests to what the route says that it takes.
    /// </summary>
    public static void MapFeatures(this WebApplication app)
    {
        var routes = app.MapDeclared();
        if (!app.Services.GetRequiredService<IOptions<ManagementSettings>>().Value.IsApart) routes.MapManagement();
        if (app.IsWeb()) routes.MapShop(app.Environment);
    }

    private static void MapShop(this IEndpointRouteBuilder routes, IHostEnvironment environment)
    {
        routes.MapItems();
        routes.MapOrders();
        routes.MapPayments();
        routes.MapOperators();
        routes.MapDescription();
        if (environment.IsDevelopment()) routes.MapDevTokens();
    }
}
