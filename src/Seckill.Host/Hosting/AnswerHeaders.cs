using Microsoft.Extensions.Primitives;

namespace Seckill.Host.Hosting;

/// <summary>
/// What every answer carries: its content is what it says it is, and nobody keeps a copy. An endpoint whose answer may be kept says so
/// itself. The values are made once, so a purchase does not pay for them.
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
