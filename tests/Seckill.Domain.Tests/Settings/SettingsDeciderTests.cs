using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Domain.Tests.Settings;

public sealed class SettingsDeciderTests
{
    private static readonly DateTimeOffset Now = new DateTimeOffset(2026, 11, 11, 10, 0, 0, TimeSpan.Zero).AddTicks(12_345);
    private static readonly SwitchName Streams = SwitchName.Parse("event-streams");
    private static readonly SettingsAuthor Olivia = new(BuyerId.Parse("olivia"), "trace-1", "too many readers");
    private static readonly SettingsAuthor Oscar = new(BuyerId.Parse("oscar"), "trace-2", null);

    [Fact]
    public void A_change_is_recorded_with_its_time_its_author_and_the_revision_that_made_it()
    {
        var decided = Decide(SettingsState.Empty, "off");

        decided.Entry.ShouldNotBeNull().At.ShouldBe(Moment.Floor(Now));
        decided.Entry.By.ShouldBe(Olivia);
        decided.Entry.Events.ShouldBe([new SwitchChanged(Streams, "off")]);
        decided.Answer.ShouldBe(new SettingsAnswer(
            SettingsOutcome.Changed, new SwitchSetting(Streams, "off", Olivia, Moment.Floor(Now), Revision: 1)));
        decided.Next.Revision.ShouldBe(1);
    }

    [Fact]
    public void A_switch_has_the_name_that_was_read_or_none()
    {
        Streams.ToString().ShouldBe("event-streams");
        SwitchName.TryParse("Event Streams", out var name).ShouldBeFalse();
        (name, name.ToString()).ShouldBe((default, ""));
    }

    [Fact]
    public void The_next_state_is_what_the_entry_makes_of_the_present_one()
    {
        var decided = Decide(SettingsState.Empty, "off");

        var applied = SettingsState.Empty.Apply(decided.Entry!);

        applied.Revision.ShouldBe(decided.Next.Revision);
        applied.Switches.ShouldBe(decided.Next.Switches);
    }

    [Fact]
    public void A_repeat_writes_nothing_and_leaves_the_first_author()
    {
        var set = Decide(SettingsState.Empty, "off").Next;

        var repeated = Decide(set, "off", replaces: 0, Oscar);

        repeated.Entry.ShouldBeNull();
        repeated.Next.ShouldBeSameAs(set);
        repeated.Answer.Outcome.ShouldBe(SettingsOutcome.Unchanged);
        repeated.Answer.Setting!.By.ShouldBe(Olivia);
    }

    [Fact]
    public void A_late_command_does_not_undo_what_somebody_has_set_since()
    {
        var set = Decide(Decide(SettingsState.Empty, "off").Next, "on", replaces: 1, Oscar).Next;

        var late = Decide(set, "off", replaces: 0);

        late.Entry.ShouldBeNull();
        late.Answer.Outcome.ShouldBe(SettingsOutcome.Conflict);
        late.Answer.Setting!.Value.ShouldBe("on");
        late.Answer.Setting.Revision.ShouldBe(2);
    }

    [Fact]
    public void A_switch_is_not_in_the_way_of_another()
    {
        var set = Decide(SettingsState.Empty, "off").Next;

        var other = SettingsDecider.Decide(set, new ChangeSwitch(SwitchName.Parse("order-listing"), "off", 0, Oscar), Now);

        other.Answer.Outcome.ShouldBe(SettingsOutcome.Changed);
        other.Next.Switches.Count.ShouldBe(2);
    }

    [Fact]
    public void Only_so_many_switches_can_be_set_and_those_that_are_can_still_be_changed()
    {
        var full = SettingsState.Empty;
        for (var i = 0; i < SettingsLimits.SwitchesMax; i++)
            full = SettingsDecider.Decide(full, new ChangeSwitch(SwitchName.Parse($"s{i}"), "off", 0, Olivia), Now).Next;

        SettingsDecider.Decide(full, new ChangeSwitch(Streams, "off", 0, Olivia), Now).Answer.ShouldBe(new SettingsAnswer(SettingsOutcome.TooMany, null));
        SettingsDecider.Decide(full, new ChangeSwitch(SwitchName.Parse("s7"), "on", 8, Olivia), Now).Answer.Outcome.ShouldBe(SettingsOutcome.Changed);
    }

    [Fact]
    public void An_event_of_a_newer_version_counts_as_an_entry_and_changes_nothing_else()
    {
        var set = Decide(SettingsState.Empty, "off").Next;

        var after = set.Apply(new SettingsCommitted(Now, Oscar, [new UnknownChange()]));

        after.Revision.ShouldBe(2);
        after.Switches.ShouldBe(set.Switches);
    }

    [Theory]
    [InlineData("event-streams", true)]
    [InlineData("a", true)]
    [InlineData("a1-", true)]
    [InlineData("1a", false)]
    [InlineData("-a", false)]
    [InlineData("Event", false)]
    [InlineData("event streams", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_name_is_lower_case_letters_digits_and_hyphens(string? text, bool isName)
    {
        SwitchName.TryParse(text, out var name).ShouldBe(isName);
        if (isName) name.Value.ShouldBe(text);
        else Should.Throw<FormatException>(() => SwitchName.Parse(text!));
    }

    [Fact]
    public void A_name_has_64_characters_at_most()
    {
        SwitchName.TryParse(new string('a', 64), out _).ShouldBeTrue();
        SwitchName.TryParse(new string('a', 65), out _).ShouldBeFalse();
    }

    private static SettingsDecision Decide(SettingsState state, string value, long replaces = 0, SettingsAuthor? by = null) =>
        SettingsDecider.Decide(state, new ChangeSwitch(Streams, value, replaces, by ?? Olivia), Now);
}
