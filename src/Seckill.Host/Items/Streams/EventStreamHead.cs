namespace Seckill.Host.Items.Streams;

/// <summary>The headers of a stream's answer; the whole answer to <c>HEAD</c>.</summary>
internal sealed class EventStreamHead : IResult
{
    public static void Tell(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        // A proxy that compresses the stream would hold events back until a block is full.
        response.Headers.CacheControl = "no-store, no-transform";
        // Otherwise nginx would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        Tell(httpContext.Response);
        return Task.CompletedTask;
    }
}
