using System.Buffers;
using System.Text.Json;
using Seckill.Cli.Node;

namespace Seckill.Cli.Rendering;

/// <summary>
/// Rows as CSV (RFC 4180), with a header. A text that a spreadsheet would take for a formula, or that begins with an apostrophe, gets an
/// apostrophe in front, as in the winners' list over HTTP: a program drops one and has the text again. Everything else goes to the error
/// stream.
/// </summary>
internal sealed class CsvRendering(TextWriter output, TextWriter errors) : IRendering
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> Guarded = SearchValues.Create("=+-@'\t\r\n");

    private readonly Asides _asides = new(errors);
    private IReadOnlyList<string> _columns = [];

    public void Show(Result result)
    {
        Columns(result.Columns);
        foreach (var row in result.Rows) Row(row);
        _asides.Show(result);
    }

    /// <summary>Writes the header. A command that is given again has it once: a file has one header.</summary>
    public void Columns(IReadOnlyList<string> columns)
    {
        if (columns.Count > 0 && !columns.SequenceEqual(_columns)) Write(columns.Select(Guard));
        _columns = columns;
    }

    public void Row(IReadOnlyList<JsonElement> cells) => Write(cells.Select(cell =>
    {
        var text = CellText.Raw(cell);
        return cell.ValueKind == JsonValueKind.String ? Guard(text) : text;
    }));

    public void Pause()
    {
        // Nothing is held back.
    }

    public void Line(string text) => _asides.Line(text);

    public void End(StreamEnd end) => _asides.End(end);

    private void Write(IEnumerable<string> fields)
    {
        output.Write(string.Join(',', fields.Select(Quote)));
        output.Write("\r\n");
    }

    private static string Guard(string text) => text.Length > 0 && Guarded.Contains(text[0]) ? $"'{text}" : text;

    private static string Quote(string field)
    {
        var text = SafeText.ForCsv(field);
        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
