using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Seckill.Domain.Shared;
using Seckill.Host.Items.Streams;
using Seckill.Host.Tests.Testing;

namespace Seckill.Host.Tests.Items.Streams;

/// <summary>
/// The client's end of an event stream, without a server between: it reads what has come whenever a test looks, or leaves it lying. What a
/// step of the broadcaster has sent to a reader is there when the step is over.
/// </summary>
internal sealed class StreamClient : IAsyncDisposable
{
    private readonly Pipe _pipe;
    private readonly CancellationTokenSource _leaving = new();
    private readonly StringBuilder _text = new();
    private readonly EventStream _stream;
    private readonly Task _ended;
    private bool _isReading;

    public StreamClient(Broadcaster broadcaster, ItemId item, long versionSeen, bool isReading)
    {
        // A client that does not read holds the next event up as soon as one byte lies there.
        _pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: isReading ? 0 : 1,
            resumeWriterThreshold: isReading ? 0 : 1, useSynchronizationContext: false));
        _isReading = isReading;
        var context = new DefaultHttpContext { RequestAborted = _leaving.Token };
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_pipe.Writer.AsStream()));
        _stream = new EventStream(broadcaster, item, versionSeen, () => HasEnded = true, CancellationToken.None);
        _ended = _stream.ExecuteAsync(context);
    }

    /// <summary>The statuses that have come, as JSON.</summary>
    public IReadOnlyList<string> Events =>
        [.. Blocks.Where(block => block.StartsWith("event: status", StringComparison.Ordinal)).Select(block => block[block.IndexOf('{', StringComparison.Ordinal)..])];

    public int Heartbeats => Blocks.Count(block => block == ":");

    public bool HasEnded { get; private set; }

    /// <summary>The newest version that has come; -1 for none.</summary>
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
            if (_isReading) Read();
            return _text.ToString().Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        }
    }

    /// <summary>Reads, and returns once the stream knows that its event was taken, which it hears on another thread.</summary>
    public async Task StartReadingAsync()
    {
        _isReading = true;
        Read();
        await Eventually.GetAsync(() => Task.FromResult(_stream.IsReady), isReady => isReady);
    }

    /// <summary>The connection fails at the next write.</summary>
    public void Break() => _pipe.Writer.Complete(new IOException("cut off"));

    /// <summary>Completes when the stream has ended by itself.</summary>
    public Task EndAsync() => _ended;

    /// <summary>Leaves, and returns when the stream has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ended.IsCompleted) await _leaving.CancelAsync();
        await _ended;
        _leaving.Dispose();
    }

    private void Read()
    {
        while (_pipe.Reader.TryRead(out var read) && !read.Buffer.IsEmpty)
        {
            _text.Append(Encoding.UTF8.GetString(read.Buffer));
            _pipe.Reader.AdvanceTo(read.Buffer.End);
        }
    }
}
