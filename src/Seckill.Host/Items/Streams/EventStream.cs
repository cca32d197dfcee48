using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Seckill.Domain.Shared;

namespace Seckill.Host.Items.Streams;

/// <summary>
/// One client's view of an item as Server-Sent Events. The newest face only: the <see cref="Broadcaster"/> passes over a client that
/// has not taken the last event yet, and tells it what is new once it has. Ends when the client goes or the service stops; the client
/// then comes back by itself with what it has seen.
/// </summary>
/// <param name="broadcaster">Tells this stream what is new.</param>
/// <param name="item">An item on the board.</param>
/// <param name="versionSeen">The newest version that the client has; -1 for none.</param>
/// <param name="ended">Called once, at the end.</param>
/// <param name="stopping">Ends the stream.</param>
internal sealed class EventStream(Broadcaster broadcaster, ItemId item, long versionSeen, Action ended, CancellationToken stopping) : IResult
{
    private static readonly byte[] Reconnect = "retry: 1000\n\n"u8.ToArray();
    private static readonly byte[] Heartbeat = ":\n\n"u8.ToArray();

    /// <summary>Guards the writer: the broadcaster writes on its own thread, and must not once the request is over.</summary>
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PipeWriter? _writer;
    private Task _flush = Task.CompletedTask;

    public ItemId Item => item;

    /// <summary>The newest version that the client was told, or has brought along.</summary>
    public long VersionTold { get; private set; } = versionSeen;

    /// <summary>When the client was last sent something, as a timestamp.</summary>
    public long SentAt { get; private set; }

    /// <summary>Whether the client has taken what it was sent.</summary>
    public bool IsReady => Volatile.Read(ref _flush).IsCompleted;

    /// <summary>Where the broadcaster keeps this stream. It has thousands of them, and must find one that leaves.</summary>
    public int Place { get; set; } = -1;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        try
        {
            Begin(httpContext.Response);
            broadcaster.Join(this);
            await _cut.Task.WaitAsync(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The usual end: the client went, or the service stops.
        }
        finally
        {
            broadcaster.Leave(this);
            await EndAsync().ConfigureAwait(false);
            ended();
        }
    }

    /// <summary>Sends a face, unless the client has it, or has not taken the last event yet.</summary>
    public void Tell(byte[] face, long version, long now)
    {
        if (version != VersionTold && TrySend(face, now)) VersionTold = version;
    }

    /// <summary>Sends a line that says nothing, so that proxies and clients see that the stream lives.</summary>
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
            // The server notices by itself when the client leaves; a token for it would be made for every event.
            await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever a broken connection throws, it ends this stream and no other.
        catch (Exception)
#pragma warning restore CA1031
        {
            _cut.TrySetResult();
        }
    }

    /// <summary>Ends the write under way, if any: the server takes its buffers back when the request is over.</summary>
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
