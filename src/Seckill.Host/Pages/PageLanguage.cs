using Microsoft.Net.Http.Headers;

namespace Seckill.Host.Pages;

/// <summary>The languages of the pages. Each has a dictionary, <c>wwwroot/js/texts/{language}.js</c>.</summary>
internal static class PageLanguage
{
    /// <summary>All of them; the first is for whoever takes none.</summary>
    public static readonly IReadOnlyList<string> All = ["en", "zh"];

    /// <summary>The language that the client likes best (<c>Accept-Language</c>).</summary>
    public static string Of(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(wish => wish.Quality is null or > 0)
        .OrderByDescending(wish => wish.Quality ?? 1)
        .Select(Find)
        .FirstOrDefault(language => language is not null) ?? All[0];

    /// <summary>Any Chinese is Chinese, any English English: <c>zh-Hant-TW</c> is <c>zh</c>.</summary>
    private static string? Find(StringWithQualityHeaderValue wish) => All.FirstOrDefault(language =>
        wish.Value.StartsWith(language, StringComparison.OrdinalIgnoreCase)
        && (wish.Value.Length == language.Length || wish.Value[language.Length] == '-'));
}
