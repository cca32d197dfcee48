using System.Buffers;
using System.Text.Json;
using Seckill.Cli.Node;

namespace Seckill.Cli.Rendering;

/// <summary>
/// Rows as CSV (RFC 4180), with a header. A text that a spreadsheet would take for a formula gets an apostrophe in front. Everything else
/// goes to the error stream.
/// </summary>
internal sealed class CsvRendering(TextWriter output, TextWriter errors) : IRendering
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r");

    public void Show(Result result)
    {
        Columns(result.Columns);
        foreach (var row in result.Rows) Row(row);
        foreach (var line in result.Lines) errors.WriteLine(result.Code is null ? line : $"{result.Code}: {line}");
        if (result.NextCursor is { } next) errors.WriteLine($"More follow: --cursor {next}");
    }

    public void Columns(IReadOnlyList<string> columns)
    {
        if (columns.Count > 0) Write(columns);
    }

    public void Row(IReadOnlyList<JsonElement> cells) => Write(cells.Select(cell =>
    {
        var text = CellText.Raw(cell);
        return cell.ValueKind == JsonValueKind.String && text.Length > 0 && Formula.Contains(text[0]) ? $"'{text}" : text;
    }));

    public void Pause()
    {
        // Nothing is held back.
    }

    public void Line(string text) => errors.WriteLine(text);

    public void End(StreamEnd end)
    {
        if (end.Detail is { } detail) errors.WriteLine($"{end.Code}: {detail}");
    }

    private void Write(IEnumerable<string> fields)
    {
        output.Write(string.Join(',', fields.Select(Quote)));
        output.Write("\r\n");
    }

    private static string Quote(string field) => field.AsSpan().ContainsAny(Quoted)
        ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : field;
}
