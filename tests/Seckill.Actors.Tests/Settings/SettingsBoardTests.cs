using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Seckill.Actors.Settings;
using Seckill.Actors.Settings.Blocks;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Settings;
using Shouldly;
using Xunit;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Tests.Settings;

public sealed class SettingsBoardTests
{
    private readonly Switches.Lamp _lamp = new(isCautious: true);
    private readonly Switches.Volume _volume = new();
    private readonly SettingsBoard _board;

    public SettingsBoardTests() => _board = Switches.BoardOf(_volume, _lamp);

    [Fact]
    public void It_shows_every_switch_by_name_and_finds_each_in_any_case()
    {
        _board.Switches.ShouldBe([_lamp, _volume]);
        _board.Find("LAMP").ShouldBeSameAs(_lamp);
        _board.Find("lamb").ShouldBeNull();
        _board.Find("not a name").ShouldBeNull();
        _board.Find("").ShouldBeNull();
    }

    [Fact]
    public void Entries_in_order_leave_nothing_missing()
    {
        _board.Take(Entry(1, "volume", "7")).ShouldBeTrue();
        _board.Take(Entry(2, "volume", "8")).ShouldBeTrue();
        _board.Take(Entry(1, "volume", "7")).ShouldBeTrue("it is known already");

        (_board.Revision, _volume.Number).ShouldBe((2, 8));
    }

    [Fact]
    public void An_entry_that_comes_early_counts_but_leaves_a_gap()
    {
        _board.Take(Entry(3, "volume", "9")).ShouldBeFalse();
        (_board.Revision, _volume.Number).ShouldBe((0, 9));

        _board.Take(Entry(1, "volume", "7")).ShouldBeTrue();
        _board.Take(Entry(2, "lamp", "off")).ShouldBeTrue();
        _board.Take(Entry(3, "volume", "9")).ShouldBeTrue();

        (_board.Revision, _volume.Number, _lamp.Value).ShouldBe((3, 9, "off"));
    }

    [Fact]
    public void An_answer_counts_at_once()
    {
        _board.Observe(new SettingsAnswer(SettingsOutcome.Changed, new SwitchSetting(_volume.Name, "9", Switches.Olivia, default, Revision: 5)));

        _volume.Number.ShouldBe(9);
        _board.Revision.ShouldBe(0);
    }

    [Fact]
    public void When_it_is_complete_cautious_switches_count()
    {
        _board.Take(Entry(1, "lamp", "off"));
        (_board.IsComplete, _lamp.IsOff).ShouldBe((false, false));

        _board.MarkComplete();

        (_board.IsComplete, _lamp.IsOff).ShouldBe((true, true));
    }

    [Fact]
    public void What_only_a_newer_version_knows_changes_nothing_here()
    {
        _board.Take(Entry(1, "volume", "7"));

        _board.Take(Entry(2, "waiting-room", "on")).ShouldBeTrue();
        _board.Take(Entry(3, "volume", "deafening")).ShouldBeTrue();
        _board.Take(new SettingsEntry(4, new SettingsCommitted(default, Switches.Olivia, [new UnknownChange()]))).ShouldBeTrue();

        (_board.Revision, _volume.Number, _volume.Setting!.Revision).ShouldBe((4, 7, 1));
    }

    [Fact]
    public void Blocks_count_in_whichever_order_they_come_and_the_newest_stays()
    {
        var (blocks, mallory) = (new BlockList(TimeProvider.System), BlockTarget.Of(BlockKind.Buyer, "mallory"));
        var board = new SettingsBoard([], blocks, Options.Create(new SwitchDefaults()), NullLogger<SettingsBoard>.Instance);
        board.Observe(new SettingsAnswer(SettingsOutcome.Changed, null) { Block = new Block(mallory, null, Switches.Olivia, default, Revision: 2) });
        blocks.Find(mallory).ShouldNotBeNull("an answer counts at once");
        board.Observe(mallory, revision: 3);

        board.Take(EntryOf(1, new BlockRemoved(mallory))).ShouldBeTrue();
        board.Take(EntryOf(2, new BlockAdded(mallory, null))).ShouldBeTrue();
        blocks.Find(mallory).ShouldBeNull("the answer has said that it is over");
        board.Take(EntryOf(3, new BlockRemoved(mallory))).ShouldBeTrue();
        board.Take(EntryOf(4, new BlockAdded(mallory, null))).ShouldBeTrue();
        board.Take(EntryOf(3, new BlockRemoved(mallory))).ShouldBeTrue("it is known already");

        blocks.Find(mallory).ShouldNotBeNull().Revision.ShouldBe(4);
    }

    private static SettingsEntry EntryOf(long revision, ISettingsEvent change) =>
        new(revision, new SettingsCommitted(default, Switches.Olivia, [change]));

    private static SettingsEntry Entry(long revision, string name, string value) => new(
        revision, new SettingsCommitted(default, Switches.Olivia, [new SwitchChanged(SwitchName.Parse(name), value)]));
}
