using Microsoft.Extensions.Primitives;

namespace Seckill.Host.Hosting;

/// <summary>
/// The headers of every answer: browsers must not guess its content type, and nobody may cache it. An endpoint whose answer may be cached
/// overrides this. The values are built once, so a purchase does not pay for them.
/// </summary>
internal sealed class AnswerHeaders(RequestDelegate next)
{
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues NoSniff = "nosniff";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = NoStore;
        headers.XContentTypeOptions = NoSniff;
        return next(context);
    }
}
