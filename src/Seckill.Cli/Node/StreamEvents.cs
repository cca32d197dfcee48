using System.Net.ServerSentEvents;
using System.Text.Json;
using Seckill.Cli.Rendering;
using Seckill.Cli.Streams;

namespace Seckill.Cli.Node;

/// <summary>Renders the events of one stream as they come.</summary>
internal sealed class StreamEvents(IRendering rendering)
{
    private const string Meanwhile = "The node was in the middle of its answer, and may have done what was asked.";

    private int _columns;

    /// <summary>Takes an event. Returns the exit code when it is the last one.</summary>
    /// <exception cref="JsonException">It is none of a node.</exception>
    public int? Take(SseItem<string> item)
    {
        switch (item.EventType)
        {
            case "columns":
                var columns = AnswerChecks.CheckTexts(JsonSerializer.Deserialize(item.Data, Messages.Default.IReadOnlyListString));
                _columns = columns.Count;
                OutputFaults.Guard(() => rendering.Columns(columns), Meanwhile);
                break;
            case "row":
                var row = AnswerChecks.CheckRow(JsonSerializer.Deserialize(item.Data, Messages.Default.IReadOnlyListJsonElement), _columns);
                OutputFaults.Guard(() => rendering.Row(row), Meanwhile);
                break;
            case "line":
                var line = JsonSerializer.Deserialize(item.Data, Messages.Default.String) ?? throw new JsonException("A line is missing.");
                OutputFaults.Guard(() => rendering.Line(line), Meanwhile);
                break;
            case "end":
                var said = JsonSerializer.Deserialize(item.Data, Messages.Default.StreamEnd) ?? throw new JsonException("The end is missing.");
                var end = AnswerChecks.Check(said);
                OutputFaults.Guard(() => rendering.End(end), Meanwhile);
                return end.ExitCode;
        }

        return null;
    }

    /// <summary>Shows the rows that are held back.</summary>
    public static void Pause(IRendering rendering) => OutputFaults.Guard(rendering.Pause, Meanwhile);
}
