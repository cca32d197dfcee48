using System.Text.Encodings.Web;
using System.Text.Json;
using Seckill.Cli.Node;

namespace Seckill.Cli.Rendering;

/// <summary>
/// Rows as JSON objects, for programs. An answer in one piece is one array; what comes row by row is one object on each line. Everything
/// else goes to the error stream.
/// </summary>
internal sealed class JsonRendering(TextWriter output, TextWriter errors) : IRendering
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private IReadOnlyList<string> _columns = [];

    public void Show(Result result)
    {
        _columns = result.Columns;
        output.Write('[');
        foreach (var (i, row) in result.Rows.Index()) output.Write((i == 0 ? "\n  " : ",\n  ") + ObjectOf(row));
        output.WriteLine(result.Rows.Count > 0 ? "\n]" : "]");
        foreach (var line in result.Lines) errors.WriteLine(result.Code is null ? line : $"{result.Code}: {line}");
        if (result.NextCursor is { } next) errors.WriteLine($"More follow: --cursor {next}");
    }

    public void Columns(IReadOnlyList<string> columns) => _columns = columns;

    public void Row(IReadOnlyList<JsonElement> cells) => output.WriteLine(ObjectOf(cells));

    public void Pause()
    {
        // Nothing is held back.
    }

    public void Line(string text) => errors.WriteLine(text);

    public void End(StreamEnd end)
    {
        if (end.Detail is { } detail) errors.WriteLine($"{end.Code}: {detail}");
    }

    private string ObjectOf(IReadOnlyList<JsonElement> cells)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            foreach (var (i, cell) in cells.Index())
            {
                json.WritePropertyName(_columns[i]);
                cell.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
