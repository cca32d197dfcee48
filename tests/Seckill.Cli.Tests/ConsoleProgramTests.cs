namespace Seckill.Cli.Tests;

/// <summary>What is wrong before any node is asked. No other test writes to this process's own error stream.</summary>
public sealed class ConsoleProgramTests : IDisposable
{
    private readonly TextWriter _before = Console.Error;
    private readonly StringWriter _errors = new();

    public ConsoleProgramTests() => Console.SetError(_errors);

    public void Dispose()
    {
        Console.SetError(_before);
        _errors.Dispose();
    }

    [Theory]
    [InlineData("--watch is a number of seconds from 1 to 3,600, not 'abc'.", "item", "list", "--watch", "abc")]
    [InlineData("--watch is a number of seconds from 1 to 3,600, not '0'.", "item", "list", "--watch", "0")]
    [InlineData("--watch is a number of seconds from 1 to 3,600, not '99999999999'.", "item", "list", "--watch", "99999999999")]
    [InlineData("--watch needs a command", "--watch", "5")]
    [InlineData("--watch", "item", "list", "--watch")]
    [InlineData("--url", "item", "list", "--url")]
    [InlineData("--url", "item", "list", "--url", "http://127.0.0.1:9", "--url", "http://127.0.0.1:9")]
    [InlineData("--url is empty", "item", "list", "--url", "")]
    [InlineData("--output", "item", "list", "--output")]
    [InlineData("--output", "item", "list", "--output", "json", "--output", "csv")]
    [InlineData("--output is table, json or csv, not 'xml'.", "item", "list", "--output", "xml")]
    [InlineData("no address", "item", "list", "--url", "ftp://127.0.0.1")]
    [InlineData("has no name and password", "item", "list", "--url", "http://user:secret@127.0.0.1:9")]
    [InlineData("has no name and password", "item", "list", "--url", "htp:/user:secret@127.0.0.1:9")]
    [InlineData("Usage: seckill login", "login", "a", "b")]
    public async Task Bad_usage_is_a_plain_sentence_and_exit_code_2(string why, params string[] arguments)
    {
        (await ConsoleProgram.RunAsync(arguments)).ShouldBe(2);

        var line = _errors.ToString().TrimEnd();
        line.ShouldStartWith("seckill: ");
        line.ShouldContain(why);
        line.ShouldNotContain("System.");
        line.ShouldNotContain("secret");
        line.ShouldNotContain('\n');
    }

    [Theory]
    [InlineData("[diagram]")]
    [InlineData("[suggest]")]
    [InlineData("[env:A=1]")]
    public async Task A_word_in_brackets_is_a_word_and_no_directive(string word)
    {
        // It goes to the node as the others do, and here is none.
        (await ConsoleProgram.RunAsync([word, "item", "--url", "http://127.0.0.1:9"])).ShouldBe(5);
    }
}
