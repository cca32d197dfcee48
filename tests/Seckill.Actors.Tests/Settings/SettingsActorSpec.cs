using System.Collections.Concurrent;
using Akka.Actor;
using Seckill.Actors.Settings;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Tests.Settings;

public sealed class SettingsActorSpec(ITestOutputHelper output) : ItemKit(output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly SwitchName Streams = SwitchName.Parse("event-streams");
    private static readonly SettingsAuthor Oscar = new(BuyerId.Parse("oscar"), "trace-2", null);

    private readonly ConcurrentQueue<SettingsPublished> _published = new();

    [Fact]
    public async Task A_change_is_answered_when_it_is_in_the_journal_and_not_before()
    {
        var settings = StartSettings();
        var gate = await HoldWritesAsync();

        var answer = SetAsync(settings, "off");
        await SettleAsync(settings);
        answer.IsCompleted.ShouldBeFalse();
        _published.ShouldAllBe(published => published.Revision == 0, "nobody may obey what a crash could undo");
        gate.SetResult();

        (await answer).Outcome.ShouldBe(SettingsOutcome.Changed);
        (await answer).Setting!.By.ShouldBe(Switches.Olivia);
        (await CountWritesAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_change_is_published_at_once_and_repeated_as_a_sign_of_life()
    {
        var settings = StartSettings();
        await SetAsync(settings, "off");
        await SettleAsync(settings);
        var after = _published.Count;
        _published.Last().Revision.ShouldBe(1);
        _published.Last().Newest!.Events.ShouldBe([new SwitchChanged(Streams, "off")]);

        Pass(SettingsActor.RepeatEvery);

        await Eventually.HoldsAsync(() => _published.Count.ShouldBe(after + 1));
        _published.Last().Revision.ShouldBe(1);
    }

    [Fact]
    public async Task A_repeat_writes_nothing()
    {
        var settings = StartSettings();
        var first = await SetAsync(settings, "off");

        var second = await settings.Ask<SettingsAnswer>(new ChangeSwitch(Streams, "off", 0, Oscar), Patience);

        second.ShouldBe(first with { Outcome = SettingsOutcome.Unchanged });
        (await CountWritesAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_late_command_is_told_what_has_been_set_since()
    {
        var settings = StartSettings();
        await SetAsync(settings, "off");
        await SetAsync(settings, "on", replaces: 1);

        var late = await SetAsync(settings, "off", replaces: 0);

        (late.Outcome, late.Setting!.Value, late.Setting.Revision).ShouldBe((SettingsOutcome.Conflict, "on", 2));
    }

    [Fact]
    public async Task Commands_that_come_during_a_write_are_decided_after_it_in_their_order()
    {
        var settings = StartSettings();
        var gate = await HoldWritesAsync();

        var answers = new[] { SetAsync(settings, "off", 0), SetAsync(settings, "on", 1), SetAsync(settings, "off", 1) };
        await SettleAsync(settings);
        gate.SetResult();

        (await Task.WhenAll(answers)).Select(answer => answer.Outcome)
            .ShouldBe([SettingsOutcome.Changed, SettingsOutcome.Changed, SettingsOutcome.Conflict]);
    }

    [Fact]
    public async Task Only_so_many_commands_may_wait()
    {
        var settings = StartSettings();
        var gate = await HoldWritesAsync();
        var accepted = Enumerable.Range(0, SettingsActor.WaitingMax + 1).Select(_ => SetAsync(settings, "off")).ToArray();

        (await SetAsync(settings, "off")).ShouldBe(SettingsAnswer.Unavailable);

        gate.SetResult();
        (await Task.WhenAll(accepted)).Count(answer => answer.Outcome == SettingsOutcome.Unchanged).ShouldBe(SettingsActor.WaitingMax);
    }

    [Fact]
    public async Task After_a_restart_everything_is_as_it_was_set()
    {
        var first = StartSettings();
        await SetAsync(first, "off");
        await SetAsync(first, "on", replaces: 1);
        await KillAsync(first);
        _published.Clear();

        var second = StartSettings();

        var repeated = await SetAsync(second, "on", replaces: 2);
        (repeated.Outcome, repeated.Setting!.Revision, repeated.Setting.By).ShouldBe((SettingsOutcome.Unchanged, 2, Switches.Olivia));
        _published.First().Revision.ShouldBe(2, "boards hear of it without a change");
    }

    [Theory]
    [InlineData(FaultyJournal.Fault.Fail)]
    [InlineData(FaultyJournal.Fault.Reject)]
    public async Task After_a_failed_write_nothing_has_changed_and_it_goes_on(FaultyJournal.Fault fault)
    {
        var settings = StartSettings();
        await SetAsync(settings, "off");
        await BehaveAsync(fault);

        (await SetAsync(settings, "on", replaces: 1)).ShouldBe(SettingsAnswer.Unknown);

        await BehaveAsync(FaultyJournal.Fault.None);
        await Eventually.BecomesTrueAsync(async () =>
        {
            Pass(TimeSpan.FromSeconds(1));
            return await TrySetAsync(settings, "on", replaces: 1) is { Setting: { Value: "on", Revision: 2 } };
        });
    }

    [Fact]
    public async Task Of_two_incarnations_only_one_can_write()
    {
        var (frozen, successor) = (StartSettings(), StartSettings());
        await Eventually.HoldsAsync(() => _published.Count.ShouldBe(2, "both have read the journal"));
        (await SetAsync(successor, "off")).Outcome.ShouldBe(SettingsOutcome.Changed);

        (await SetAsync(frozen, "on")).ShouldBe(SettingsAnswer.Unknown);

        (await SetAsync(successor, "on", replaces: 1)).Setting!.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task A_journal_that_forgets_is_not_believed()
    {
        var first = StartSettings();
        await SetAsync(first, "off");
        await SetAsync(first, "on", replaces: 1);
        await KillAsync(first);
        await BehaveAsync(FaultyJournal.Fault.Forget);
        _published.Clear();

        var second = StartSettings();

        await Eventually.BecomesTrueAsync(async () => await TrySetAsync(second, "off", replaces: 2) == SettingsAnswer.Unavailable);
        _published.ShouldBeEmpty();
    }

    private IActorRef StartSettings() => Sys.ActorOf(SettingsActor.PropsOf(Time, _published.Enqueue));

    private static Task<SettingsAnswer> SetAsync(IActorRef settings, string value, long replaces = 0) =>
        settings.Ask<SettingsAnswer>(new ChangeSwitch(Streams, value, replaces, Switches.Olivia), Patience);

    /// <summary>As <see cref="SetAsync"/>; null when the settings end in the instant of the question.</summary>
    private static async Task<SettingsAnswer?> TrySetAsync(IActorRef settings, string value, long replaces)
    {
        try
        {
            return await settings.Ask<SettingsAnswer>(new ChangeSwitch(Streams, value, replaces, Switches.Olivia), TimeSpan.FromMilliseconds(200));
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Returns when the settings have worked off what they were sent before.</summary>
    private async Task SettleAsync(IActorRef settings)
    {
        await settings.Ask<ActorIdentity>(new Identify(null), Patience);
        await Sys.ActorSelection(settings.Path / SettingsActor.Name).Ask<ActorIdentity>(new Identify(null), Patience);
    }
}
