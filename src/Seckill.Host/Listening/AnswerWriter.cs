using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Seckill.Host.Listening;

/// <summary>
/// Wraps a connection's output. Everything passes until the server has refused a request by itself. Then the writer discards the server's
/// answer, which has no body, and sends another one in its place. The server closes the connection after either.
/// </summary>
internal sealed class AnswerWriter(PipeWriter connection) : PipeWriter
{
    private ReadOnlyMemory<byte>? _instead;
    private byte[] _wasted = [];

    public override bool CanGetUnflushedBytes => connection.CanGetUnflushedBytes;

    public override long UnflushedBytes => connection.UnflushedBytes;

    /// <summary>Wraps every connection of a listener. It costs one object per connection and none per request.</summary>
    public static void Use(ListenOptions listen) => listen.Use(next => context =>
    {
        var transport = context.Transport;
        var writer = new AnswerWriter(transport.Output);
        context.Features.Set(writer);
        context.Transport = new Duplex(transport.Input, writer);
        return RunAsync(next, context, transport);
    });

    /// <summary>From now on sends only this answer.</summary>
    public void SendInstead(ReadOnlyMemory<byte> answer)
    {
        _instead = answer;
        connection.Write(answer.Span);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _instead is null ? connection.GetMemory(sizeHint) : Waste(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _instead is null ? connection.GetSpan(sizeHint) : Waste(sizeHint);

    public override void Advance(int bytes)
    {
        if (_instead is null) connection.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => connection.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        _instead is null ? connection.WriteAsync(source, cancellationToken) : connection.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => connection.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => connection.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => connection.CompleteAsync(exception);

    private static async Task RunAsync(ConnectionDelegate next, ConnectionContext context, IDuplexPipe transport)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.Transport = transport;
        }
    }

    private byte[] Waste(int sizeHint)
    {
        if (_wasted.Length < Math.Max(sizeHint, 1)) _wasted = new byte[Math.Max(sizeHint, 4_096)];
        return _wasted;
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
