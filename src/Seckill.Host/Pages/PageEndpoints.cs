using Microsoft.Net.Http.Headers;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;

namespace Seckill.Host.Pages;

/// <summary>
/// The pages for people. They are files in this node's memory; what they show comes from the API. Links to pages travel through mail and
/// campaigns that add parameters of their own, so pages, unlike the API, take any query.
/// </summary>
internal static class PageEndpoints
{
    /// <summary>Where the pages' files are, below the name of their version.</summary>
    public const string Assets = "/assets";

    private const string VersionParameter = "version";
    private const string PathParameter = "path";
    private const string ItemParameter = "itemId";

    /// <summary>Addresses of the shop's pages, beside that of an item. The script reads them too: <c>wwwroot/js/main.js</c>.</summary>
    private static readonly string[] Shop = ["/", "/orders", "/orders/{orderId}", "/signed-in"];

    /// <summary>Addresses of the operators' desk. The script reads them too: <c>wwwroot/js/desk/desk.js</c>.</summary>
    private static readonly string[] Desk =
    [
        "/desk", "/desk/new", "/desk/items/{itemId}", "/desk/items/{itemId}/edit", "/desk/operations", "/desk/books", "/desk/cluster",
        "/desk/switches", "/desk/blocks", "/desk/prompt", "/desk/signed-in",
    ];

    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PageAssets>().AddSingleton<PageSite>();
        return builder;
    }

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var (assets, site) = (services.GetRequiredService<PageAssets>(), services.GetRequiredService<PageSite>());
        foreach (var page in (string[])[.. Shop, .. Desk]) Map(page, context => AnswerPageAsync(context, site));
        Map($"/items/{{{ItemParameter}}}", context => AnswerItemPageAsync(context, site));
        Map($"{Assets}/{{{VersionParameter}}}/{{**{PathParameter}}}", context => AnswerAssetAsync(context, assets, site.ShopHeaders));

        void Map(string path, RequestDelegate answer) => routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], answer)
            .FromMemory().WithMetadata(new TakesAnything()).ExcludeFromDescription();
    }

    /// <summary>
    /// Tells the browser to fetch the item while it still waits for the script, which then takes that very answer (<c>js/live.js</c>). Only
    /// what can be an item is told, so an address cannot write into the header.
    /// </summary>
    private static Task AnswerItemPageAsync(HttpContext context, PageSite site)
    {
        if (ItemId.TryParse((string?)context.GetRouteValue(ItemParameter), out var item))
            context.Response.Headers.Append(HeaderNames.Link, $"</api/items/{item}>; rel=preload; as=fetch; crossorigin");
        return AnswerPageAsync(context, site);
    }

    private static Task AnswerPageAsync(HttpContext context, PageSite site)
    {
        // Asked about before each use, so that a new version is seen at once.
        context.Response.Headers.CacheControl = "no-cache";
        return site.AnswerAsync(context);
    }

    private static Task AnswerAssetAsync(HttpContext context, PageAssets assets, PageHeaders headers)
    {
        var (version, path) = ((string?)context.GetRouteValue(VersionParameter), (string?)context.GetRouteValue(PathParameter));
        // Nodes of two versions may stand behind one balancer, which then asks the next one.
        if (version != assets.Version || path is null or PageAssets.Document || assets.Find(path) is not { } file)
            return new Problem(ProblemKind.NotFound, "No such file in this version of the pages.").ExecuteAsync(context);
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Tell(context.Response.Headers);
        return file.AnswerAsync(context);
    }
}
