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

    /// <summary>Rows that wait to be aligned with each other.</summary>
    private const int HeldMax = 100;

    private readonly Asides _asides = new(errors);
    private readonly List<IReadOnlyList<JsonElement>> _held = [];
    private int[] _widths = [];
    private string[] _columns = [];
    private bool[] _areNumbers = [];
    private bool _hasHeader;

    public void Show(Result result)
    {
        if (result.Rows.Count > 0 && isFancy) ShowFramed(result);
        else if (result.Rows.Count > 0) ShowPlain(result);
        else if (result is { Columns.Count: > 0, Lines.Count: 0 }) plain.WriteLine("Nothing to show.");
        ShowLines(result);
    }

    public void Columns(IReadOnlyList<string> columns)
    {
        _columns = [.. columns.Select(SafeText.Printable)];
        _widths = [.. _columns.Select(column => column.Length)];
        _hasHeader = false;
        // Nothing is left of a table that broke off.
        _held.Clear();
    }

    public void Row(IReadOnlyList<JsonElement> cells)
    {
        _held.Add(cells);
        if (_held.Count == HeldMax) Pause();
    }

    public void Pause()
    {
        if (_held.Count == 0) return;
        // What kind of column it is, is settled by the rows under the header: later ones only make columns wider.
        if (!_hasHeader) _areNumbers = [.. _columns.Select((_, i) => AreNumbers(_held, i))];
        string[][] rows = [.. _held.Select(row => row.Select(CellText.Readable).ToArray())];
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length && i < _widths.Length; i++) _widths[i] = Math.Max(_widths[i], row[i].Length);
        }

        if (!_hasHeader) WriteRow(_columns, "grey");
        _hasHeader = true;
        foreach (var row in rows) WriteRow(row, null);
        _held.Clear();
    }

    public void Line(string text)
    {
        Pause();
        plain.WriteLine(SafeText.Printable(text));
    }

    public void End(StreamEnd end)
    {
        Pause();
        _asides.End(end);
    }

    private void ShowFramed(Result result)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (i, column) in result.Columns.Index())
        {
            var alignment = AreNumbers(result.Rows, i) ? Justify.Right : Justify.Left;
            table.AddColumn(new TableColumn($"[bold]{Markup.Escape(SafeText.Printable(column))}[/]") { Alignment = alignment, NoWrap = i == 0 });
        }

        foreach (var row in result.Rows) table.AddRow([.. row.Select(cell => Markup.Escape(CellText.Readable(cell)))]);
        console.Write(table);
    }

    private void ShowPlain(Result result)
    {
        Columns(result.Columns);
        _held.AddRange(result.Rows);
        Pause();
    }

    private void ShowLines(Result result)
    {
        if (result.Code is not null)
        {
            _asides.Show(result);
            return;
        }

        foreach (var line in result.Lines) Line(line);
        _asides.ShowNext(result);
    }

    /// <summary>Whether a column has nothing but numbers: only then they are aligned to the right.</summary>
    private static bool AreNumbers(IReadOnlyList<IReadOnlyList<JsonElement>> rows, int column) =>
        rows.All(row => CellText.IsNumber(row[column]) || row[column].ValueKind == JsonValueKind.Null)
        && rows.Any(row => CellText.IsNumber(row[column]));

    private void WriteRow(string[] texts, string? colour)
    {
        var padded = texts.Select((text, i) => i >= _widths.Length ? text
            : _areNumbers[i] ? text.PadLeft(_widths[i])
            : i == texts.Length - 1 ? text
            : text.PadRight(_widths[i]));
        var line = string.Join(new string(' ', Gap), padded).TrimEnd();
        if (isFancy && colour is not null) console.MarkupLine($"[{colour}]{Markup.Escape(line)}[/]");
        else plain.WriteLine(line);
    }
}
