using System.Text.Json;
using Seckill.Cli.Node;
using Spectre.Console;

namespace Seckill.Cli.Rendering;

/// <summary>
/// Tables for people. On a terminal they have frames and colours; where the output goes elsewhere, or <c>NO_COLOR</c> is set, they are
/// plain columns.
/// </summary>
internal sealed class TableRendering(IAnsiConsole console, TextWriter plain, TextWriter errors, bool isFancy) : IRendering
{
    private const int Gap = 2;

    private int[] _widths = [];
    private string[] _columns = [];
    private bool _hasHeader;

    public void Show(Result result)
    {
        if (result.Rows.Count > 0 && isFancy) ShowFramed(result);
        else if (result.Rows.Count > 0) ShowPlain(result);
        else if (result is { Columns.Count: > 0, Lines.Count: 0 }) plain.WriteLine("Nothing to show.");
        ShowLines(result);
        if (result.NextCursor is { } next) errors.WriteLine($"More follow: --cursor {next}");
    }

    public void Columns(IReadOnlyList<string> columns)
    {
        _columns = [.. columns];
        _widths = [.. columns.Select(column => column.Length)];
        _hasHeader = false;
    }

    public void Row(IReadOnlyList<JsonElement> cells)
    {
        var texts = cells.Select(CellText.Readable).ToArray();
        for (var i = 0; i < texts.Length && i < _widths.Length; i++) _widths[i] = Math.Max(_widths[i], texts[i].Length);
        // The header waits for the first row, whose cells are as wide as the next ones most likely.
        if (!_hasHeader) WriteRow(_columns, cells, "grey");
        _hasHeader = true;
        WriteRow(texts, cells, null);
    }

    public void Line(string text) => plain.WriteLine(CellText.Printable(text));

    public void End(StreamEnd end)
    {
        if (end.Detail is { } detail) errors.WriteLine($"{end.Code}: {CellText.Printable(detail)}");
    }

    private void ShowFramed(Result result)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (i, column) in result.Columns.Index())
        {
            var isNumber = result.Rows.All(row => CellText.IsNumber(row[i]) || row[i].ValueKind == JsonValueKind.Null);
            table.AddColumn(new TableColumn($"[bold]{Markup.Escape(column)}[/]") { Alignment = isNumber ? Justify.Right : Justify.Left, NoWrap = i == 0 });
        }

        foreach (var row in result.Rows) table.AddRow([.. row.Select(cell => Markup.Escape(CellText.Readable(cell)))]);
        console.Write(table);
    }

    private void ShowPlain(Result result)
    {
        Columns(result.Columns);
        foreach (var row in result.Rows)
        {
            foreach (var (i, cell) in row.Index()) _widths[i] = Math.Max(_widths[i], CellText.Readable(cell).Length);
        }

        foreach (var row in result.Rows) Row(row);
    }

    private void ShowLines(Result result)
    {
        foreach (var line in result.Lines)
        {
            if (result.Code is null) Line(line);
            else errors.WriteLine($"{result.Code}: {CellText.Printable(line)}");
        }
    }

    private void WriteRow(string[] texts, IReadOnlyList<JsonElement> cells, string? colour)
    {
        var padded = texts.Select((text, i) => i >= _widths.Length ? text
            : CellText.IsNumber(cells[i]) ? text.PadLeft(_widths[i])
            : i == texts.Length - 1 ? text
            : text.PadRight(_widths[i]));
        var line = string.Join(new string(' ', Gap), padded).TrimEnd();
        if (isFancy && colour is not null) console.MarkupLine($"[{colour}]{Markup.Escape(line)}[/]");
        else plain.WriteLine(line);
    }
}
