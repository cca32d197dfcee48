using System.Text.Json;
using Seckill.Cli.Node;
using Seckill.Cli.Rendering;
using Spectre.Console;

namespace Seckill.Cli.Tests;

public sealed class TableRenderingTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    private string[] Lines => _output.ToString().Split(_output.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void Rows_that_come_together_are_aligned_with_each_other()
    {
        var table = NewTable();
        table.Columns(["order", "status", "units"]);
        table.Row(Cells("\"phone-1\"", "\"paid\"", "1"));
        table.Row(Cells("\"phone-10\"", "\"cancelled\"", "1000"));
        table.Line("2 orders");

        Lines.ShouldBe(
        [
            "order     status     units",
            "phone-1   paid           1",
            "phone-10  cancelled   1000",
            "2 orders",
        ]);
    }

    [Fact]
    public void A_row_is_shown_when_no_other_comes_and_later_ones_may_be_wider()
    {
        var table = NewTable();
        table.Columns(["order", "units"]);
        table.Row(Cells("\"phone-1\"", "1"));
        Lines.ShouldBeEmpty();
        table.Pause();
        Lines.Length.ShouldBe(2);

        table.Row(Cells("\"phone-100\"", "null"));
        table.Row(Cells("\"phone-2\"", "2"));
        table.End(new StreamEnd(0, null, null));

        Lines[2..].ShouldBe(["phone-100", "phone-2        2"]);
    }

    [Fact]
    public void Rows_are_not_held_back_without_bound()
    {
        var table = NewTable();
        table.Columns(["n"]);

        for (var n = 0; n < 250; n++) table.Row(Cells(n.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Lines.Length.ShouldBe(201);
    }

    [Fact]
    public void A_column_of_words_and_numbers_is_aligned_to_the_left()
    {
        NewTable().Show(new Result(["field", "value"], [Cells("\"title\"", "\"Phone X\""), Cells("\"held\"", "2")], [], 0, null, null));

        Lines.ShouldBe(["field  value", "title  Phone X", "held   2"]);
    }

    private static IReadOnlyList<JsonElement> Cells(params string[] json) =>
        [.. json.Select(cell => JsonSerializer.Deserialize<JsonElement>(cell))];

    private TableRendering NewTable() =>
        new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output) }), _output, _errors, isFancy: false);
}
