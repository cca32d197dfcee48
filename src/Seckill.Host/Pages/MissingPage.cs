using Seckill.Host.Wire;

namespace Seckill.Host.Pages;

/// <summary>
/// Answers people who have mistyped an address with a page that says so; programs get the problem of every other unknown address. Like any
/// page it comes from this node's memory. It looks at requests without an endpoint only, so it has its place behind routing.
/// </summary>
internal sealed class MissingPage(RequestDelegate next, PageSite site)
{
    /// <summary>Where programs are at home, also those that say that they take HTML.</summary>
    private static readonly PathString[] OfPrograms = ["/api", "/healthz", "/metrics", "/openapi", "/scalar"];

    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint() is null && IsWanted(context.Request) ? AnswerAsync(context) : next(context);

    private static bool IsWanted(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.TakesHtml() && !OfPrograms.Any(root => request.Path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));

    private Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return site.AnswerAsync(context);
    }
}
