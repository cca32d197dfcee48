using Seckill.Cli.Tests.Testing;

namespace Seckill.Cli.Tests;

/// <summary>Logins that are not as the console left them.</summary>
public sealed class UserFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("seckill-files-").FullName;
    private readonly UserFiles _files;

    public UserFilesTests() => _files = new UserFiles(_directory);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_token_is_kept_for_its_node()
    {
        _files.KeepToken(StubNode.Address, "abc");

        _files.FindToken(StubNode.Address).ShouldBe("abc");
        _files.FindToken(new Uri("http://other:5080")).ShouldBeNull();
        Directory.GetFiles(_directory).ShouldHaveSingleItem();
    }

    [Fact]
    public void Without_logins_there_is_no_token() => _files.FindToken(StubNode.Address).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"tokens":null}""")]
    [InlineData("""{"tokens":{"http://stub:5080":5}}""")]
    public void A_file_of_something_else_is_told(string text)
    {
        File.WriteAllText(_files.LoginFile, text);

        ShouldFail(() => _files.FindToken(StubNode.Address));
        ShouldFail(() => _files.KeepToken(StubNode.Address, "abc"));
        File.ReadAllText(_files.LoginFile).ShouldBe(text);
    }

    [Fact]
    public void A_directory_in_its_place_is_told()
    {
        Directory.CreateDirectory(_files.LoginFile);
        Directory.CreateDirectory(Path.Combine(_directory, "history"));

        ShouldFail(() => _files.FindToken(StubNode.Address));
        ShouldFail(() => _files.KeepToken(StubNode.Address, "abc"));
        // The prompt must work all the same.
        _files.ReadHistory().ShouldBeNull();
    }

    [Fact]
    public void A_link_to_nowhere_is_told()
    {
        File.CreateSymbolicLink(_files.LoginFile, Path.Combine(_directory, "nowhere"));

        ShouldFail(() => _files.FindToken(StubNode.Address));
        ShouldFail(() => _files.KeepToken(StubNode.Address, "abc"));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        var elsewhere = Path.Combine(_directory, "elsewhere");
        File.WriteAllText(elsewhere, """{"tokens":{}}""");
        File.CreateSymbolicLink(_files.LoginFile, elsewhere);

        _files.KeepToken(StubNode.Address, "abc");

        File.ReadAllText(elsewhere).ShouldContain("abc");
        new FileInfo(_files.LoginFile).LinkTarget.ShouldBe(elsewhere);
    }

    [Fact]
    public void A_file_that_everybody_can_write_is_replaced_by_one_that_only_the_user_can_read()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(_files.LoginFile, """{"tokens":{}}""");
        File.SetUnixFileMode(_files.LoginFile, (UnixFileMode)0b110_110_110);

        _files.KeepToken(StubNode.Address, "abc");

        File.GetUnixFileMode(_files.LoginFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("abc\\r\\n", "abc")]
    [InlineData(" abc ", "abc")]
    [InlineData(" \\n", null)]
    public void Space_around_a_token_is_none_of_it(string kept, string? expected)
    {
        Keep(kept);

        _files.FindToken(StubNode.Address).ShouldBe(expected);
    }

    [Theory]
    [InlineData("secret one")]
    [InlineData("secret\\nX-Other: 1")]
    [InlineData("secré")]
    public void A_token_that_no_header_carries_is_told_but_not_shown(string kept)
    {
        Keep(kept);

        var message = ShouldFail(() => _files.FindToken(StubNode.Address));
        message.ShouldContain(_files.LoginFile);
        message.ShouldNotContain("secr");
    }

    [Fact]
    public async Task A_node_cannot_give_such_a_token()
    {
        using var node = StubNode.Answering("""{"token":"a\nb"}""");

        (await Should.ThrowAsync<ConsoleFault>(() => node.LoginAsync("olivia", CancellationToken.None))).Message.ShouldContain("gave no token");
    }

    private void Keep(string token) => File.WriteAllText(_files.LoginFile, $$$"""{"tokens":{"http://stub:5080":"{{{token}}}"}}""");

    private static string ShouldFail(Action act)
    {
        var fault = Should.Throw<ConsoleFault>(act);
        fault.ExitCode.ShouldBe(ExitCodes.BadUsage);
        return fault.Message;
    }
}
