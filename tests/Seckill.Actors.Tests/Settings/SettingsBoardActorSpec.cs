using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Seckill.Actors.Settings;
using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Actors.Tests.Settings;

public sealed class SettingsBoardActorSpec : NodeKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeSettingsLedger _ledger = new();
    private readonly Switches.Lamp _lamp = new(isCautious: true);
    private readonly Switches.Volume _volume = new();
    private readonly SettingsBoard _board;

    public SettingsBoardActorSpec(ITestOutputHelper output)
        : base(output) => _board = Switches.BoardOf(_lamp, _volume);

    [Fact]
    public async Task A_board_is_complete_when_it_has_read_what_is_stored()
    {
        _ledger.Write("lamp", "on");
        _ledger.Write("lamp", "off");

        StartBoard();

        await _board.WhenComplete.WaitAsync(Patience);
        (_board.Revision, _lamp.IsOff).ShouldBe((2, true));
    }

    [Fact]
    public async Task With_nothing_stored_the_defaults_count()
    {
        StartBoard();

        await _board.WhenComplete.WaitAsync(Patience);
        (_lamp.IsOn, _volume.Number).ShouldBe((true, 5));
    }

    [Fact]
    public async Task A_journal_that_is_away_keeps_the_node_out_until_it_is_read()
    {
        _ledger.Write("lamp", "off");
        _ledger.IsAway = true;
        var actor = StartBoard();
        await PassUntilAsync(actor, () => _ledger.Reads >= 5);
        (_board.IsComplete, _lamp.IsOn, _lamp.IsOff).ShouldBe((false, false, false));

        _ledger.IsAway = false;

        await PassUntilAsync(actor, () => _board.IsComplete);
        _lamp.IsOff.ShouldBeTrue();
    }

    [Fact]
    public async Task More_than_one_read_takes_is_read_whole()
    {
        for (var i = 0; i < SettingsBoardActor.EntriesPerReadMax + 1; i++) _ledger.Write("volume", i % 2 == 0 ? "3" : "4");

        StartBoard();

        await _board.WhenComplete.WaitAsync(Patience);
        (_board.Revision, _volume.Number, _ledger.Reads).ShouldBe((SettingsBoardActor.EntriesPerReadMax + 1, 3, 2));
    }

    [Fact]
    public async Task A_publication_counts_without_the_journal()
    {
        await StartCompleteAsync();
        var reads = _ledger.Reads;

        Publish(_ledger.Write("volume", "9"));

        await Eventually.HoldsAsync(() => _volume.Number.ShouldBe(9));
        (_board.Revision, _ledger.Reads).ShouldBe((1, reads));
    }

    [Fact]
    public async Task A_lost_publication_is_repaired_by_the_repeat()
    {
        await StartCompleteAsync();
        var lost = _ledger.Write("volume", "9");

        Publish(lost);

        await Eventually.HoldsAsync(() => _volume.Number.ShouldBe(9));
    }

    [Fact]
    public async Task Several_lost_publications_are_read_from_the_journal_at_once()
    {
        await StartCompleteAsync();
        _ledger.Write("lamp", "off");
        _ledger.Write("volume", "1");
        var heard = _ledger.Write("volume", "9");

        Publish(heard);

        await Eventually.HoldsAsync(() => _board.Revision.ShouldBe(3));
        (_lamp.IsOff, _volume.Number).ShouldBe((true, 9));
    }

    [Fact]
    public async Task Without_a_sign_of_life_the_journal_is_read_within_a_second()
    {
        var actor = await StartCompleteAsync();
        _ledger.Write("lamp", "off");

        for (var passed = TimeSpan.Zero; passed < Second; passed += SettingsActor.RepeatEvery)
        {
            Pass(SettingsActor.RepeatEvery);
            await SettleAsync(actor);
        }

        await Eventually.HoldsAsync(() => _lamp.IsOff.ShouldBeTrue());
    }

    [Fact]
    public async Task With_signs_of_life_the_journal_is_left_alone()
    {
        var actor = await StartCompleteAsync();
        var (reads, sign) = (_ledger.Reads, _ledger.Write("volume", "9"));

        for (var signs = 0; signs < 40; signs++)
        {
            actor.Tell(sign);
            Pass(SettingsActor.RepeatEvery);
            await SettleAsync(actor);
        }

        _ledger.Reads.ShouldBe(reads);
    }

    [Fact]
    public async Task An_outage_leaves_the_last_settings_in_force()
    {
        var actor = await StartCompleteAsync();
        Publish(_ledger.Write("volume", "9"));
        await Eventually.HoldsAsync(() => _volume.Number.ShouldBe(9));
        _ledger.IsAway = true;
        var reads = _ledger.Reads;

        await PassUntilAsync(actor, () => _ledger.Reads >= reads + 5);

        (_volume.Number, _board.IsComplete).ShouldBe((9, true));
    }

    private void Publish(SettingsPublished published) => Mediator.Tell(new Publish(SettingsBoardActor.Topic, published));

    private IActorRef StartBoard() => Sys.ActorOf(Props.Create(() => new SettingsBoardActor(_board, _ledger, Time)));

    private async Task<IActorRef> StartCompleteAsync()
    {
        var actor = StartBoard();
        await _board.WhenComplete.WaitAsync(Patience);
        await SettleAsync(actor);
        return actor;
    }

    private Task PassUntilAsync(IActorRef actor, Func<bool> isSo) => Eventually.BecomesTrueAsync(async () =>
    {
        Pass(SettingsActor.RepeatEvery);
        await SettleAsync(actor);
        return isSo();
    });
}
