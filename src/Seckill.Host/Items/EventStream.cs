using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Seckill.Actors.Board;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Wire;

namespace Seckill.Host.Items;

/// <summary>
/// One client's view of an item as Server-Sent Events. The newest face only: what changes while the client is slow, or within the
/// pause, is told once. Ends when the client goes or the service stops; the client then comes back by itself with what it has seen.
/// </summary>
internal sealed class EventStream(
    Board board, ItemId item, long versionSeen, TimeSpan pause, TimeProvider time, Action ended, CancellationToken stopping) : IResult
{
    /// <summary>Shorter than the 15 s of the contract, and than the patience of proxies.</summary>
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);

    private long? _versionTold;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
            await RunAsync(httpContext.Response, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The usual end: the client went, or the service stops.
        }
        finally
        {
            ended();
        }
    }

    private async Task RunAsync(HttpResponse response, CancellationTokenSource ending)
    {
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        EventStreamHead.Tell(response);
        await WriteAsync(response.BodyWriter, "retry: 1000\n\n"u8, ending.Token).ConfigureAwait(false);

        await using var faces = board.WatchAsync(item, ending.Token).GetAsyncEnumerator(ending.Token);
        var next = faces.MoveNextAsync().AsTask();
        try
        {
            using var heartbeat = new PeriodicTimer(HeartbeatEvery, time);
            var tick = heartbeat.WaitForNextTickAsync(ending.Token).AsTask();
            while (true)
            {
                if (await Task.WhenAny(next, tick).ConfigureAwait(false) == tick)
                {
                    await tick.ConfigureAwait(false);
                    await WriteAsync(response.BodyWriter, ":\n\n"u8, ending.Token).ConfigureAwait(false);
                    tick = heartbeat.WaitForNextTickAsync(ending.Token).AsTask();
                    continue;
                }

                if (!await next.ConfigureAwait(false)) return;
                if (await TellAsync(response.BodyWriter, faces.Current, ending.Token).ConfigureAwait(false))
                    await Task.Delay(pause, time, ending.Token).ConfigureAwait(false);
                next = faces.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // The enumerator may not be disposed while it moves.
            await ending.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Tells a face unless the client has it already.</summary>
    private async ValueTask<bool> TellAsync(PipeWriter writer, ItemStatus status, CancellationToken ending)
    {
        var now = time.GetUtcNow();
        var version = status.VersionAt(now);
        var isKnown = _versionTold is null ? version == versionSeen : version <= _versionTold;
        _versionTold = version;
        if (isKnown) return false;
        writer.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: status\nid: {version}\ndata: ")));
        writer.Write(JsonBody.Serialize(ItemResource.Of(status, now), HostJson.Default.ItemResource));
        await WriteAsync(writer, "\n\n"u8, ending).ConfigureAwait(false);
        return true;
    }

    private static ValueTask<FlushResult> WriteAsync(PipeWriter writer, ReadOnlySpan<byte> text, CancellationToken ending)
    {
        writer.Write(text);
        return writer.FlushAsync(ending);
    }
}

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
