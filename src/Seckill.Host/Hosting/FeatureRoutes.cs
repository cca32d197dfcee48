using Microsoft.Extensions.Options;
using Seckill.Host.Access;
using Seckill.Host.Access.Challenges;
using Seckill.Host.Access.Identity;
using Seckill.Host.Access.Tickets;
using Seckill.Host.Items;
using Seckill.Host.Management;
using Seckill.Host.OpenApi;
using Seckill.Host.Operators;
using Seckill.Host.Operators.Blocks;
using Seckill.Host.Operators.Switches;
using Seckill.Host.Orders;
using Seckill.Host.Pages;
using Seckill.Host.Payments;
using Seckill.Host.WaitingList;
using Seckill.Host.WaitingRooms;

namespace Seckill.Host.Hosting;

/// <summary>The routes of every feature.</summary>
internal static class FeatureRoutes
{
    /// <summary>
    /// Maps the main listener's routes on this node; without the role <c>web</c> there are none for shoppers. All routes are mapped on the
    /// declared group, which holds requests to what their route declares. People get a page also where no route is.
    /// </summary>
    public static void MapFeatures(this WebApplication app)
    {
        var routes = app.MapDeclared();
        if (!app.Services.GetRequiredService<IOptions<ManagementSettings>>().Value.IsApart) routes.MapManagement();
        if (!app.IsWeb()) return;
        routes.MapShop(app.Environment);
        app.UseMiddleware<MissingPage>();
    }

    private static void MapShop(this IEndpointRouteBuilder routes, IHostEnvironment environment)
    {
        routes.MapSessions();
        routes.MapItems();
        routes.MapTickets();
        routes.MapChallenges();
        routes.MapQueue();
        routes.MapOrders();
        routes.MapWaitingList();
        routes.MapPayments();
        routes.MapOperators();
        routes.MapSwitches();
        routes.MapBlocks();
        routes.MapDescription();
        routes.MapPages();
        if (environment.IsDevelopment()) routes.MapDevTokens();
    }
}
