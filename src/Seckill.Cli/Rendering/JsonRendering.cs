using System.Text;
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

    private readonly Asides _asides = new(errors);
    private IReadOnlyList<string> _columns = [];

    public void Show(Result result)
    {
        _columns = result.Columns;
        output.Write('[');
        foreach (var (i, row) in result.Rows.Index()) output.Write((i == 0 ? "\n  " : ",\n  ") + ObjectOf(row));
        output.WriteLine(result.Rows.Count > 0 ? "\n]" : "]");
        _asides.Show(result);
    }

    public void Columns(IReadOnlyList<string> columns) => _columns = columns;

    public void Row(IReadOnlyList<JsonElement> cells) => output.WriteLine(ObjectOf(cells));

    public void Pause()
    {
        // Nothing is held back.
    }

    public void Line(string text) => _asides.Line(text);

    public void End(StreamEnd end) => _asides.End(end);

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

        return SafeText.ForJson(Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
