using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Seckill.Domain.Shared;

namespace Seckill.Host.Items.Streams;

/// <summary>
/// One client's stream of an item's status, or of a place, as Server-Sent Events. It carries only the newest one: its feed skips
/// a client that has not received the last event yet, and sends it the news once it has. The stream ends when the client leaves or the
/// service stops; the client then reconnects by itself with the last version that it has seen.
/// </summary>
/// <param name="feed">Sends news to this stream.</param>
/// <param name="item">An item on the board.</param>
/// <param name="versionSeen">The newest version that the client has; -1 for none.</param>
/// <param name="ended">Called once, at the end.</param>
/// <param name="stopping">Ends the stream.</param>
internal sealed class EventStream(IStreamFeed feed, ItemId item, long versionSeen, Action ended, CancellationToken stopping) : IResult
{
    private static readonly byte[] Reconnect = "retry: 1000\n\n"u8.ToArray();
    private static readonly byte[] Heartbeat = ":\n\n"u8.ToArray();

    /// <summary>Guards the writer: the broadcaster writes on its own thread, and must not once the request is over.</summary>
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PipeWriter? _writer;
    private Task _flush = Task.CompletedTask;

    public ItemId Item => item;

    /// <summary>The newest version sent to the client, or known to it at the start.</summary>
    public long VersionTold { get; private set; } = versionSeen;

    /// <summary>Timestamp of the last event or heartbeat sent.</summary>
    public long SentAt { get; private set; }

    /// <summary>Whether the client has received what was sent.</summary>
    public bool IsReady => Volatile.Read(ref _flush).IsCompleted;

    /// <summary>This stream's position in the broadcaster's list of thousands, so that it can remove the stream without a search.</summary>
    public int Place { get; set; } = -1;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            Begin(httpContext.Response);
            feed.Join(this);
            await _cut.Task.WaitAsync(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The usual end: the client left, or the service stops.
        }
        finally
        {
            feed.Leave(this);
            await EndAsync().ConfigureAwait(false);
            ended();
        }
    }

    /// <summary>Sends a status, unless the client has it, or has not received the last event yet.</summary>
    public void Tell(byte[] text, long version, long now)
    {
        if (version != VersionTold && TrySend(text, now)) VersionTold = version;
    }

    /// <summary>Sends an empty comment line, so that proxies and clients see that the stream is alive.</summary>
    public void Beat(long now) => TrySend(Heartbeat, now);

    private void Begin(HttpResponse response)
    {
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        EventStreamHead.Tell(response);
        _writer = response.BodyWriter;
        TrySend(Reconnect, now: 0);
    }

    private bool TrySend(byte[] text, long now)
    {
        lock (_gate)
        {
            if (_writer is null || !_flush.IsCompleted) return false;
            SentAt = now;
            _flush = WriteAsync(_writer, text);
            return true;
        }
    }

    private async Task WriteAsync(PipeWriter writer, byte[] text)
    {
        try
        {
            writer.Write(text);
            // The server notices by itself when the client leaves; a token for it would be an allocation per event.
            await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Any exception of a broken connection ends this stream and no other.
        catch (Exception)
#pragma warning restore CA1031
        {
            _cut.TrySetResult();
        }
    }

    /// <summary>Ends the write in progress, if any: the server takes its buffers back when the request is over.</summary>
    private Task EndAsync()
    {
        lock (_gate)
        {
            if (!_flush.IsCompleted) _writer?.CancelPendingFlush();
            _writer = null;
            return _flush;
        }
    }
}
