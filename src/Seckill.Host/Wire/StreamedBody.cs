using System.IO.Pipelines;

namespace Seckill.Host.Wire;

/// <summary>
/// The body of an answer that is sent piece by piece. The server's own lowest rate grants a client the time that all of its bytes would take
/// at that rate: minutes for what lies in the buffers. Here each piece must be taken within some time. Who takes nothing loses the
/// connection, so that no reader keeps what the answer holds on this node.
/// </summary>
/// <param name="context">The request.</param>
/// <param name="patience">How long the client may take for a piece.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamedBody(HttpContext context, TimeSpan patience, TimeProvider time)
{
    /// <summary>How long an answer may be left that holds nothing but its own place.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may be left that holds one of a few turns.</summary>
    public static readonly TimeSpan PatienceWithTurn = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take for its last piece when the answer ends before its time: the node's end waits for it.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    /// <summary>What is to be sent next.</summary>
    public PipeWriter Writer => context.Response.BodyWriter;

    /// <summary>Whether the connection is cut, because the client took nothing. Then nothing may be written any more.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Sends what is written.</summary>
    /// <exception cref="OperationCanceledException">The answer ends: by the token, or because the client took nothing.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        // Not by the token: the server breaks the connection when a flush is cancelled, and the last words could not be said.
        var flush = Writer.FlushAsync(CancellationToken.None);
        if (flush.IsCompletedSuccessfully) return;
        var sent = flush.AsTask();
        try
        {
            await sent.WaitAsync(patience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Cut();
        }
        catch (OperationCanceledException) when (!sent.IsCompleted)
        {
            await AwaitLastAsync(sent).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends the last words of an answer that ends before its time.</summary>
    public async Task FlushLastAsync() => await AwaitLastAsync(Writer.FlushAsync(CancellationToken.None).AsTask()).ConfigureAwait(false);

    private async Task AwaitLastAsync(Task sent)
    {
        try
        {
            await sent.WaitAsync(Farewell, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Cut();
        }
    }

    private void Cut()
    {
        IsCut = true;
        context.Abort();
        throw new OperationCanceledException("The client took nothing for too long.");
    }
}
