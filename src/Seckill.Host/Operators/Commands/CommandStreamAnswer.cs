using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Seckill.Host.Items.Streams;
using Seckill.Host.Wire;
using Seckill.Operations.Palette;

namespace Seckill.Host.Operators.Commands;

/// <summary>
/// A command's output as Server-Sent Events, until it ends, the client leaves or the node stops. It takes from the command only what the
/// client has read, so a slow client costs no memory; commands that follow something then skip ahead and say so. A client that reads nothing
/// loses the connection, sooner if the command holds one of the turns of costly ones.
/// </summary>
internal sealed class CommandStreamAnswer(Command command, CommandStream stream, TimeProvider time, CancellationToken stopping) : IResult
{
    public const string ContentType = "text/event-stream";

    /// <summary>Rows that are there already are sent together, up to this many bytes.</summary>
    private const long FlushBytes = 32 * 1_024;

    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(10);
    private static readonly CommandEndResource NodeStops = new((int)ExitCode.NoAnswer, "not_ready", "This node stops; ask another one.");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var taken = stream;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        EventStreamHead.Tell(httpContext.Response);
        var body = new StreamedBody(httpContext, command.IsCostly ? StreamedBody.PatienceWithTurn : StreamedBody.Patience, time);
        try
        {
            await WriteAsync(body, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client has left or takes nothing, which is how an endless stream ends; or the node stops.
            if (!body.IsCut && !httpContext.RequestAborted.IsCancellationRequested) await SayNodeStopsAsync(body).ConfigureAwait(false);
        }
    }

    private static async Task SayNodeStopsAsync(StreamedBody body)
    {
        Say(body.Writer, "end"u8, NodeStops, HostJson.Default.CommandEndResource);
        try
        {
            await body.FlushLastAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It has not even taken that.
        }
    }

    private async Task WriteAsync(StreamedBody body, CancellationTokenSource ending)
    {
        var (writer, cancellation) = (body.Writer, ending.Token);
        Say(writer, "columns"u8, [.. command.Columns], HostJson.Default.IReadOnlyListString);
        var end = Output.End.Done;
        var outputs = stream.ReadAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using (outputs.ConfigureAwait(false))
        {
            while (await NextAsync(outputs, body, ending).ConfigureAwait(false) is { } output)
            {
                if (output is Output.End last) end = last;
                else if (output is Output.Row row) Say(writer, "row"u8, row.Cells, HostJson.Default.ImmutableArrayCell);
                else if (output is Output.Line line) Say(writer, "line"u8, line.Text, HostJson.Default.String);
            }
        }

        var resource = new CommandEndResource((int)end.ExitCode, end.Refusal?.Code, end.Refusal?.Detail);
        Say(writer, "end"u8, resource, HostJson.Default.CommandEndResource);
        await body.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The next output; null at the end. While there is none, what is written goes out, and then a heartbeat now and again.</summary>
    private async Task<Output?> NextAsync(IAsyncEnumerator<Output> outputs, StreamedBody body, CancellationTokenSource ending)
    {
        var move = outputs.MoveNextAsync();
        if (move.IsCompleted && body.Writer.UnflushedBytes < FlushBytes) return await move.ConfigureAwait(false) ? outputs.Current : null;
        var moved = move.AsTask();
        try
        {
            await body.FlushAsync(ending.Token).ConfigureAwait(false);
            while (!moved.IsCompleted && !ending.IsCancellationRequested)
            {
                var beat = Task.Delay(HeartbeatEvery, time, ending.Token);
                if (await Task.WhenAny(moved, beat).ConfigureAwait(false) == moved || ending.IsCancellationRequested) break;
                body.Writer.Write(":\n\n"u8);
                await body.FlushAsync(ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The command has to see the end too: its enumerator must not be left in mid-step.
            await ending.CancelAsync().ConfigureAwait(false);
            await ((Task)moved).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await moved.ConfigureAwait(false) ? outputs.Current : null;
    }

    private static void Say<T>(PipeWriter writer, ReadOnlySpan<byte> name, T data, JsonTypeInfo<T> type)
    {
        writer.Write("event: "u8);
        writer.Write(name);
        writer.Write("\ndata: "u8);
        writer.Write(JsonBody.Serialize(data, type));
        writer.Write("\n\n"u8);
    }
}
