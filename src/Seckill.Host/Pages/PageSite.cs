using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Seckill.Host.Access;

namespace Seckill.Host.Pages;

/// <summary>The documents of this host's pages: of the shop, and of the operators' desk.</summary>
internal sealed class PageSite(PageAssets assets, IOptions<AuthSettings> settings, IHostEnvironment environment)
{
    /// <summary>Where the operators' desk is.</summary>
    public const string DeskRoot = "/desk";

    private readonly PageDocuments _shop = new(assets, SignInChoice.OfShop(settings.Value, environment));
    private readonly PageDocuments _desk = new(assets, SignInChoice.OfDesk(settings.Value, environment));

    /// <summary>The headers of the shop's pages.</summary>
    public PageHeaders ShopHeaders => _shop.Headers;

    /// <summary>Answers with the document of the address, in the reader's language.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var documents = context.Request.Path.StartsWithSegments(DeskRoot, StringComparison.OrdinalIgnoreCase) ? _desk : _shop;
        var language = PageLanguage.Of(context.Request);
        var headers = context.Response.Headers;
        headers.Vary = HeaderNames.AcceptLanguage;
        headers.ContentLanguage = language;
        documents.Headers.Tell(headers);
        return documents.Of(language).AnswerAsync(context);
    }
}
