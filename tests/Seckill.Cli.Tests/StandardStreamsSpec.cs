using Seckill.Cli.Tests.Testing;

namespace Seckill.Cli.Tests;

/// <summary>Streams that are closed or lead to a full disk.</summary>
[Collection(OnOneNode.Name)]
public sealed class StandardStreamsSpec(NodeFixture node)
{
    [Fact]
    public async Task A_change_whose_outcome_cannot_be_shown_was_made_and_says_so()
    {
        if (!OperatingSystem.IsLinux()) return;
        var item = await node.ListAsync();

        (await node.Operator.RunInShellAsync("> /dev/full", "item", "pause", item)).ShouldFailWith(7, "No space left on device. The node has carried the command out.");
        (await node.Operator.RunInShellAsync(">&-", "item", "resume", item)).ShouldFailWith(7, "it is closed. The node has carried the command out.");
        (await node.Operator.RunInShellAsync(">&-", "item", "show", "no-such-item")).ShouldFailWith(3, "item_not_found");

        (await node.Operator.RunAsync("item", "show", item)).ShouldExitWith(0).Output.ShouldContain("open");
    }

    [Fact]
    public async Task Errors_that_cannot_be_shown_leave_the_exit_code()
    {
        if (!OperatingSystem.IsLinux()) return;

        (await node.Operator.RunInShellAsync("2> /dev/full", "item", "list", "--output", "xml")).ShouldExitWith(2);
        (await node.Operator.RunInShellAsync("2>&-", "item", "show", "no-such-item")).ShouldExitWith(3);
    }

    [Fact]
    public async Task Without_an_input_that_can_be_read_the_prompt_ends_at_once()
    {
        if (!OperatingSystem.IsLinux()) return;

        (await node.Operator.RunInShellAsync("<&-")).ShouldExitWith(0).Errors.ShouldBeEmpty();
        (await node.Operator.RunInShellAsync("< /")).ShouldFailWith(2, "The commands on the input cannot be read");
    }
}
