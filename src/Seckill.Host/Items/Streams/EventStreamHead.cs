namespace Seckill.Host.Items.Streams;

/// <summary>What a stream's answer says before its first event; the whole answer to <c>HEAD</c>.</summary>
internal sealed class EventStreamHead : IResult
{
    public static void Tell(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        // Whoever compresses a stream on its way holds its events back until a block is full.
        response.Headers.CacheControl = "no-store, no-transform";
        // Nginx would otherwise hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        Tell(httpContext.Response);
        return Task.CompletedTask;
    }
}
