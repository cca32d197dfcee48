using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Settings;
using Seckill.Actors.Settings.Blocks;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Tests.Settings.Blocks;

public sealed class BlockOperationsSpec : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly BlockTarget Mallory = BlockTarget.Of(BlockKind.Buyer, "mallory");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 11, 10, 0, 0, TimeSpan.Zero));
    private readonly BlockList _blocks;
    private readonly TestProbe _settings;
    private readonly BlockOperations _operations;

    public BlockOperationsSpec(ITestOutputHelper output)
        : base("akka.loglevel = ERROR", output: output)
    {
        (_settings, _blocks) = (CreateTestProbe(), new BlockList(_time));
        var board = new SettingsBoard([], _blocks, Options.Create(new SwitchDefaults()), NullLogger<SettingsBoard>.Instance);
        var client = new SettingsClient(board, new RequiredSettings(_settings.Ref), Options.Create(new SeckillLimits()), _time);
        _operations = new BlockOperations(board, _blocks, client, _time);
    }

    [Fact]
    public async Task Whoever_was_blocked_or_freed_is_so_here_before_the_answer()
    {
        var end = _time.GetUtcNow().AddHours(1);
        var adding = _operations.AddAsync(Mallory, end.AddTicks(1), Switches.Olivia, CancellationToken.None);
        (await _settings.ExpectMsgAsync<AddBlock>(Patience)).ShouldBe(new AddBlock(Mallory, end, Known: 0, Switches.Olivia));
        var block = new Block(Mallory, end, Switches.Olivia, _time.GetUtcNow(), Revision: 3);
        _settings.Reply(new SettingsAnswer(SettingsOutcome.Changed, null) { Block = block, Revision = 3 });

        (await adding).ShouldBe(new BlockAnswer(BlockOutcome.Done, block, ""));
        _blocks.Covers(BuyerId.Parse("mallory")).ShouldBeTrue();

        var removing = _operations.RemoveAsync(Mallory, Switches.Olivia, CancellationToken.None);
        await _settings.ExpectMsgAsync<RemoveBlock>(Patience);
        _settings.Reply(new SettingsAnswer(SettingsOutcome.Changed, null) { Revision = 4 });

        (await removing).ShouldBe(new BlockAnswer(BlockOutcome.Done, null, ""));
        _blocks.Covers(BuyerId.Parse("mallory")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_that_has_not_heard_of_the_newest_change_is_told_and_asks_again()
    {
        var adding = _operations.AddAsync(Mallory, null, Switches.Olivia, CancellationToken.None);
        await _settings.ExpectMsgAsync<AddBlock>(Patience);
        _settings.Reply(new SettingsAnswer(SettingsOutcome.Conflict, null) { Revision = 7 });

        (await _settings.ExpectMsgAsync<AddBlock>(Patience)).Known.ShouldBe(7);
        _settings.Reply(new SettingsAnswer(SettingsOutcome.Unchanged, null) { Block = new Block(Mallory, null, Switches.Olivia, default, 8), Revision = 8 });

        (await adding).Outcome.ShouldBe(BlockOutcome.Done, "it was this very wish");
    }

    [Fact]
    public async Task A_full_list_is_said_to_be_full()
    {
        var adding = _operations.AddAsync(Mallory, null, Switches.Olivia, CancellationToken.None);
        await _settings.ExpectMsgAsync<AddBlock>(Patience);
        _settings.Reply(new SettingsAnswer(SettingsOutcome.TooMany, null) { Revision = 7 });

        var answer = await adding;

        (answer.Outcome, answer.Detail).ShouldBe(
            (BlockOutcome.Unavailable, "The block list is full: it has 10,000 blocks. Remove some, or block networks instead of addresses."));
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_before_anybody_is_asked()
    {
        (await _operations.AddAsync(Mallory, _time.GetUtcNow(), Switches.Olivia, CancellationToken.None)).Outcome.ShouldBe(BlockOutcome.BadEnd);
        (await _operations.AddAsync(Mallory, null, Switches.Olivia with { Reason = "two\nlines" }, CancellationToken.None)).Outcome
            .ShouldBe(BlockOutcome.BadReason);
        await _settings.ExpectNoMsgAsync(TimeSpan.Zero);
    }
}
