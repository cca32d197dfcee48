using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Seckill.Domain.Shared;
using Seckill.Host.Items.Streams;

namespace Seckill.Host.Tests.Items.Streams;

/// <summary>The client's end of an event stream, without a server between: it reads what the stream writes, or leaves it lying.</summary>
internal sealed class StreamClient : IAsyncDisposable
{
    /// <summary>Less than one event: a client that does not read holds the next one up.</summary>
    private const int UnreadBytesMax = 64;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: UnreadBytesMax, resumeWriterThreshold: UnreadBytesMax / 2));
    private readonly CancellationTokenSource _leaving = new();
    private readonly StringBuilder _text = new();
    private readonly Task _stream;
    private int _ended;

    public StreamClient(Broadcaster broadcaster, ItemId item, long versionSeen, bool isReading)
    {
        var context = new DefaultHttpContext { RequestAborted = _leaving.Token };
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_pipe.Writer.AsStream()));
        _stream = new EventStream(broadcaster, item, versionSeen, () => Interlocked.Increment(ref _ended), CancellationToken.None)
            .ExecuteAsync(context);
        if (isReading) StartReading();
    }

    /// <summary>The faces that have come, as JSON.</summary>
    public IReadOnlyList<string> Events =>
        [.. Blocks.Where(block => block.StartsWith("event: status", StringComparison.Ordinal)).Select(block => block[block.IndexOf('{', StringComparison.Ordinal)..])];

    public int Heartbeats => Blocks.Count(block => block == ":");

    public bool HasEnded => Volatile.Read(ref _ended) == 1;

    public long NewestVersion
    {
        get
        {
            var ids = Blocks.SelectMany(block => block.Split('\n')).Where(line => line.StartsWith("id: ", StringComparison.Ordinal));
            return ids.LastOrDefault() is { } id ? long.Parse(id.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture) : -1;
        }
    }

    private string[] Blocks
    {
        get
        {
            lock (_text) return _text.ToString().Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        }
    }

    public void StartReading() => _ = ReadAsync();

    /// <summary>The connection fails at the next write.</summary>
    public void Break() => _pipe.Writer.Complete(new IOException("cut off"));

    /// <summary>Leaves, and returns when the stream has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stream.IsCompleted) await _leaving.CancelAsync();
        await _stream;
        _leaving.Dispose();
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            var read = await _pipe.Reader.ReadAsync();
            lock (_text) _text.Append(Encoding.UTF8.GetString(read.Buffer));
            _pipe.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }
}
