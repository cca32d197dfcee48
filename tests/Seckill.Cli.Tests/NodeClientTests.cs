using System.Net;
using System.Text;
using Seckill.Cli.Rendering;
using Seckill.Cli.Streams;
using Seckill.Cli.Tests.Testing;

namespace Seckill.Cli.Tests;

/// <summary>Answers that a node does not give, and outputs that take none.</summary>
public sealed class NodeClientTests
{
    private const string Answer = """{"columns":["a"],"rows":[["x"]],"lines":["done"],"exitCode":0,"code":null,"nextCursor":null}""";

    [Theory]
    [InlineData("""{"hello":1}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("""{"columns":null,"rows":[],"lines":[],"exitCode":0}""")]
    [InlineData("""{"columns":["a",null],"rows":[],"lines":[],"exitCode":0}""")]
    [InlineData("""{"columns":["a"],"rows":null,"lines":[],"exitCode":0}""")]
    [InlineData("""{"columns":["a"],"rows":[null],"lines":[],"exitCode":0}""")]
    [InlineData("""{"columns":["a"],"rows":[[]],"lines":[],"exitCode":0}""")]
    [InlineData("""{"columns":["a"],"rows":[["x","y"]],"lines":[],"exitCode":0}""")]
    [InlineData("""{"columns":["a"],"rows":[["\ud800"]],"lines":[],"exitCode":0}""")]
    [InlineData("""{"columns":["a"],"rows":[[{}]],"lines":[],"exitCode":0}""")]
    [InlineData("""{"columns":["a"],"rows":[["x"]],"lines":[null],"exitCode":0}""")]
    [InlineData("""{"columns":["a"],"rows":[["x"]],"lines":[],"exitCode":256}""")]
    [InlineData("""{"columns":["a"],"rows":[["x"]],"lines":[]}""")]
    public async Task An_answer_that_is_none_of_a_node_is_told_in_one_line(string body)
    {
        foreach (var rendering in (IRendering[])[new JsonRendering(TextWriter.Null, TextWriter.Null), new CsvRendering(TextWriter.Null, TextWriter.Null)])
        {
            using var node = StubNode.Answering(body);
            var fault = await FaultOfAsync(() => node.RunAsync("item list", rendering, CancellationToken.None));
            fault.ExitCode.ShouldBe(ExitCodes.NotReached);
            fault.Message.ShouldNotContain("Seckill.Cli");
            fault.Message.ShouldEndWith("Whether it has carried the command out is unknown.");
            (await FaultOfAsync(() => node.ReadPaletteAsync(CancellationToken.None))).ExitCode.ShouldBe(ExitCodes.NotReached);
            (await FaultOfAsync(() => node.LoginAsync("olivia", CancellationToken.None))).Message.ShouldNotContain("Seckill.Cli");
        }
    }

    [Theory]
    [InlineData("""{"node":null,"commands":[]}""")]
    [InlineData("""{"node":"n","commands":[null]}""")]
    [InlineData("""{"node":"n","commands":[{"name":"item","description":"","usage":"","arguments":[],"changes":false,"streams":false,"endless":false}]}""")]
    [InlineData("""{"node":"n","commands":[{"name":"item list","description":"","usage":"","arguments":[null],"changes":false,"streams":false,"endless":false}]}""")]
    public async Task A_palette_without_what_completion_needs_is_none(string body)
    {
        using var node = StubNode.Answering(body);

        (await FaultOfAsync(() => node.ReadPaletteAsync(CancellationToken.None))).Message.ShouldContain("does not understand");
    }

    [Fact]
    public async Task A_palette_cannot_move_the_cursor()
    {
        using var node = StubNode.Answering(
            """{"node":"\u001b[2J","commands":[{"name":"item \u001bx","description":"\u001b","usage":"\u009b","arguments":[{"name":"a","description":"\u001b","type":"text","switches":["--\u001b"],"positional":true,"required":false,"words":["\u001b"]}],"changes":false,"streams":false,"endless":false}]}""");
        using var output = new StringWriter();

        await HelpText.ShowAsync(node, ["item"], output, CancellationToken.None);
        var palette = await node.ReadPaletteAsync(CancellationToken.None);
        HelpText.Show(palette, palette.Commands[0].Name.Split(' '), output);

        output.ToString().Where(character => char.IsControl(character) && character != '\n').ShouldBeEmpty();
        palette.Commands[0].Arguments[0].Words.ShouldBe(["\\u001B"]);
    }

    [Theory]
    [InlineData("event: columns\ndata: null\n\n")]
    [InlineData("event: columns\ndata: [\"a\"]\n\nevent: row\ndata: []\n\n")]
    [InlineData("event: row\ndata: [1]\n\n")]
    [InlineData("event: line\ndata: null\n\n")]
    [InlineData("event: line\ndata: {\n\n")]
    [InlineData("event: end\ndata: {}\n\n")]
    [InlineData("event: end\ndata: null\n\n")]
    public async Task So_is_a_stream(string body)
    {
        using var node = StubNode.Answering(body, "text/event-stream");

        var fault = await FaultOfAsync(() => node.RunAsync("item watch", new JsonRendering(TextWriter.Null, TextWriter.Null), CancellationToken.None));

        fault.ExitCode.ShouldBe(ExitCodes.NotReached);
    }

    [Theory]
    [InlineData("application/json; charset=nonsense", 200, ExitCodes.Done)]
    [InlineData("text/html", 200, ExitCodes.NotReached)]
    [InlineData("application/problem+json", 401, ExitCodes.NotAllowed)]
    [InlineData("application/problem+json", 502, ExitCodes.NotReached)]
    public async Task Headers_decide_what_it_is(string type, int status, int exitCode)
    {
        using var node = StubNode.Answering(status == 200 ? Answer : "{", type, (HttpStatusCode)status);
        var rendering = new JsonRendering(TextWriter.Null, TextWriter.Null);

        if (exitCode == ExitCodes.Done) (await node.RunAsync("item list", rendering, CancellationToken.None)).ShouldBe(exitCode);
        else (await FaultOfAsync(() => node.RunAsync("item list", rendering, CancellationToken.None))).ExitCode.ShouldBe(exitCode);
    }

    [Theory]
    [InlineData("validation_failed", 3, ExitCodes.BadUsage)]
    [InlineData("item_not_found", 3, 3)]
    [InlineData("overloaded", 4, 4)]
    public async Task A_bad_value_is_bad_usage_whoever_finds_it(string code, int said, int exitCode)
    {
        var rendering = new JsonRendering(TextWriter.Null, TextWriter.Null);
        using var node = StubNode.Answering($$"""{"columns":[],"rows":[],"lines":["no"],"exitCode":{{said}},"code":"{{code}}"}""");
        (await node.RunAsync("switch set", rendering, CancellationToken.None)).ShouldBe(exitCode);

        using var stream = StubNode.Answering($$"""event: end{{'\n'}}data: {"exitCode":{{said}},"code":"{{code}}","detail":"no"}{{"\n\n"}}""", "text/event-stream");
        (await stream.RunAsync("switch set", rendering, CancellationToken.None)).ShouldBe(exitCode);
    }

    [Theory]
    [InlineData(Answer, "application/json", "The node has carried the command out.")]
    [InlineData("""{"columns":["a"],"rows":[["x"]],"lines":["no"],"exitCode":3,"code":"item_closed"}""", "application/json", "exit code 3, item_closed")]
    [InlineData("event: columns\ndata: [\"a\"]\n\nevent: row\ndata: [1]\n\nevent: end\ndata: {\"exitCode\":0}\n\n", "text/event-stream", "may have done")]
    public async Task A_full_disk_is_not_a_node_that_is_away(string body, string type, string fate)
    {
        using var node = StubNode.Answering(body, type);
        await using var full = new FullDisk();

        var fault = await FaultOfAsync(() => node.RunAsync("item pause", new JsonRendering(full, TextWriter.Null), CancellationToken.None));

        fault.ExitCode.ShouldBe(ExitCodes.NotShown);
        fault.Message.ShouldContain("The output cannot be written: No space left on device.");
        fault.Message.ShouldContain(fate);
    }

    [Fact]
    public void An_output_that_was_never_open_is_no_broken_connection_either()
    {
        using var closed = new StandardOutput(null);
        Should.Throw<OutputFailedException>(() => closed.Write("x"u8));
        using var errors = new StandardError(null);
        errors.Write("x"u8);
    }

    private static async Task<ConsoleFault> FaultOfAsync(Func<Task> act) => await Should.ThrowAsync<ConsoleFault>(act);

    private sealed class FullDisk : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }
}
