using System.Text.Json;
using Seckill.Cli.Node;
using Seckill.Cli.Rendering;
using Spectre.Console;

namespace Seckill.Cli.Tests;

/// <summary>Text of others on the way to a terminal.</summary>
public sealed class SafeTextTests
{
    /// <summary>A title for the window, a C1 control, a letter from right to left, one without width, a tag, a line separator.</summary>
    private const string Hostile = "a\u001b]0;x\u0007\u009b2J\u202eb\u200b\U000e0041\u2028";

    [Theory]
    [InlineData("Phone X, 手机 📱\uFE0F é", "Phone X, 手机 📱\uFE0F é")]
    [InlineData("two\r\nlines\tand a tab", "two  lines and a tab")]
    [InlineData("\u001b[2J\u009b\u007f", "\\u001B[2J\\u009B\\u007F")]
    [InlineData("alice\u202e\u2066\u200b\ufeff\u00ad", "alice\\u202E\\u2066\\u200B\\uFEFF\\u00AD")]
    [InlineData("\u2028\u2029\u3164", "\\u2028\\u2029\\u3164")]
    [InlineData("\U000e0041", "\\uE0041")]
    public void What_is_not_seen_is_shown_as_its_number(string text, string expected) => SafeText.Printable(text).ShouldBe(expected);

    [Fact]
    public void Json_is_escaped_and_stays_the_same_text()
    {
        var json = SafeText.ForJson($"\"{Hostile}\"");

        json.All(char.IsAscii).ShouldBeTrue(json);
        JsonSerializer.Deserialize<string>(json).ShouldBe(Hostile);
    }

    [Theory]
    [InlineData("table", false)]
    [InlineData("table", true)]
    [InlineData("json", false)]
    [InlineData("csv", false)]
    public void Nothing_of_a_hostile_answer_moves_the_cursor(string format, bool isFancy)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        foreach (var (code, isStream) in new[] { (null, false), (Hostile, false), (Hostile, true) })
        {
            var rendering = New(format, isFancy, output, errors);
            var row = new[] { JsonSerializer.SerializeToElement(Hostile) };
            if (isStream)
            {
                rendering.Columns([Hostile]);
                rendering.Row(row);
                rendering.Line(Hostile);
                rendering.End(new StreamEnd(3, code, Hostile));
            }
            else
            {
                rendering.Show(new Result([Hostile], [row], [Hostile], 0, code, Hostile));
            }
        }

        errors.ToString().ShouldContain("--cursor a\\u001B]0;x");
        // The frames' colours are our own.
        var shown = (output.ToString() + errors).Replace("\u001b[", "", StringComparison.Ordinal);
        shown.Where(character => char.IsControl(character) && character is not ('\r' or '\n')).ShouldBeEmpty(shown);
        if (format != "csv") shown.ShouldNotContain('\u202e');
    }

    [Fact]
    public void Csv_keeps_what_quotes_carry_and_guards_apostrophes_as_the_winners_list_does()
    {
        using var output = new StringWriter();
        var csv = new CsvRendering(output, TextWriter.Null);
        string[] texts = ["two\r\nlines", "tab\there", "\u001b[2J", "'quoted", "=1+1", "abc\u200d"];

        csv.Row([.. texts.Select(text => JsonSerializer.SerializeToElement(text))]);

        output.ToString().ShouldBe("\"two\r\nlines\",tab\there,\\u001B[2J,''quoted,'=1+1,abc\u200d\r\n");
    }

    [Fact]
    public void A_command_that_is_given_again_has_one_header_in_csv()
    {
        using var output = new StringWriter();
        var csv = new CsvRendering(output, TextWriter.Null);

        for (var i = 0; i < 2; i++) csv.Show(new Result(["a"], [[JsonSerializer.SerializeToElement(i)]], [], 0));

        output.ToString().ShouldBe("a\r\n0\r\n1\r\n");
    }

    private static IRendering New(string format, bool isFancy, StringWriter output, StringWriter errors) => format switch
    {
        "json" => new JsonRendering(output, errors),
        "csv" => new CsvRendering(output, errors),
        _ => new TableRendering(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }), output, errors, isFancy),
    };
}
