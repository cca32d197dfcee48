using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Domain.Tests.Settings;

public sealed class BlockDeciderTests
{
    private static readonly DateTimeOffset Now = new DateTimeOffset(2026, 11, 11, 10, 0, 0, TimeSpan.Zero).AddTicks(12_345);
    private static readonly DateTimeOffset Tomorrow = Moment.Floor(Now).AddDays(1);
    private static readonly BlockTarget Mallory = BlockTarget.Of(BlockKind.Buyer, "mallory");
    private static readonly BlockTarget Network = BlockTarget.Of(BlockKind.Address, "192.0.2.0/24");
    private static readonly SettingsAuthor Olivia = new(BuyerId.Parse("olivia"), "trace-1", "resells");
    private static readonly SettingsAuthor Oscar = new(BuyerId.Parse("oscar"), "trace-2", "resells");

    [Fact]
    public void A_block_is_recorded_with_its_end_its_time_its_author_and_the_revision_that_made_it()
    {
        var decided = Add(SettingsState.Empty, Mallory, Tomorrow);

        decided.Entry.ShouldNotBeNull().ShouldSatisfyAllConditions(
            entry => entry.At.ShouldBe(Moment.Floor(Now)), entry => entry.By.ShouldBe(Olivia),
            entry => entry.Events.ShouldBe([new BlockAdded(Mallory, Tomorrow)]));
        decided.Answer.ShouldBe(new SettingsAnswer(SettingsOutcome.Changed, null)
        {
            Block = new Block(Mallory, Tomorrow, Olivia, Moment.Floor(Now), 1),
            Revision = 1,
        });
        SettingsState.Empty.Apply(decided.Entry!).Blocks.ShouldBe(decided.Next.Blocks);
    }

    [Fact]
    public void A_repeat_writes_nothing_and_leaves_the_first_author()
    {
        var blocked = Add(SettingsState.Empty, Mallory, Tomorrow).Next;

        var repeated = Add(blocked, Mallory, Tomorrow, known: 0, Oscar);

        repeated.Entry.ShouldBeNull();
        (repeated.Answer.Outcome, repeated.Answer.Block!.By).ShouldBe((SettingsOutcome.Unchanged, Olivia));
    }

    [Fact]
    public void Another_end_or_reason_replaces_the_block()
    {
        var blocked = Add(SettingsState.Empty, Mallory, Tomorrow).Next;

        var longer = Add(blocked, Mallory, until: null, known: 1, Oscar);
        var because = Add(longer.Next, Mallory, until: null, known: 2, Oscar with { Reason = "fraud" });

        (longer.Answer.Outcome, longer.Answer.Block!.Until, longer.Answer.Block.Revision).ShouldBe((SettingsOutcome.Changed, null, 2));
        because.Next.Blocks.ShouldHaveSingleItem().Value.By.Reason.ShouldBe("fraud");
    }

    [Fact]
    public void A_late_command_does_not_undo_what_somebody_has_done_since()
    {
        var blocked = Add(SettingsState.Empty, Mallory, Tomorrow).Next;
        var longer = Add(blocked, Mallory, until: null, known: 1, Oscar).Next;
        var freed = Remove(longer, Mallory, known: 2).Next;

        Add(longer, Mallory, Tomorrow, known: 1).Answer.ShouldSatisfyAllConditions(
            answer => answer.Outcome.ShouldBe(SettingsOutcome.Conflict), answer => answer.Block!.Until.ShouldBeNull(), answer => answer.Revision.ShouldBe(2));
        Remove(longer, Mallory, known: 1).Answer.Outcome.ShouldBe(SettingsOutcome.Conflict);
        Add(freed, Mallory, Tomorrow, known: 2).Answer.ShouldBe(new SettingsAnswer(SettingsOutcome.Conflict, null) { Revision = 3 });
        Add(freed, Mallory, Tomorrow, known: 3).Answer.Outcome.ShouldBe(SettingsOutcome.Changed);
    }

    [Fact]
    public void A_block_is_ended_once_and_only_its_own_repeat_is_told_so_again()
    {
        var blocked = Add(Add(SettingsState.Empty, Mallory, until: null).Next, Network, until: null, known: 1).Next;

        var freed = Remove(blocked, Mallory, known: 2);

        freed.Entry.ShouldNotBeNull().Events.ShouldBe([new BlockRemoved(Mallory)]);
        freed.Next.Blocks.Keys.ShouldBe([Network]);
        Remove(freed.Next, Mallory, known: 2).ShouldSatisfyAllConditions(
            again => again.Entry.ShouldBeNull(), again => again.Answer.Outcome.ShouldBe(SettingsOutcome.Changed));
        Remove(freed.Next, Mallory, known: 3, Oscar).Answer.Outcome.ShouldBe(SettingsOutcome.Unchanged);
    }

    [Fact]
    public void A_block_ends_by_itself_and_can_be_made_again()
    {
        var blocked = Add(SettingsState.Empty, Mallory, Tomorrow).Next;

        blocked.FindBlock(Mallory, Tomorrow.AddTicks(-1)).ShouldNotBeNull();
        blocked.FindBlock(Mallory, Tomorrow).ShouldBeNull();
        var again = SettingsDecider.Decide(blocked, new AddBlock(Mallory, Tomorrow.AddDays(1), Known: 1, Oscar), Tomorrow);
        (again.Answer.Outcome, again.Answer.Block!.By).ShouldBe((SettingsOutcome.Changed, Oscar));
        SettingsDecider.Decide(blocked, new RemoveBlock(Mallory, Known: 1, Oscar), Tomorrow).Answer.Outcome.ShouldBe(SettingsOutcome.Unchanged);
    }

    [Fact]
    public void A_command_that_comes_after_its_own_end_writes_nothing() =>
        Add(SettingsState.Empty, Mallory, Moment.Floor(Now)).ShouldSatisfyAllConditions(
            late => late.Entry.ShouldBeNull(), late => late.Answer.ShouldBe(new SettingsAnswer(SettingsOutcome.Unchanged, null)));

    [Fact]
    public void Only_so_many_can_be_blocked_until_blocks_end()
    {
        var full = SettingsState.Empty;
        for (var i = 0; i < SettingsLimits.BlocksMax; i++)
            full = Add(full, BlockTarget.Of(BlockKind.Buyer, $"b{i}"), i < 3 ? Tomorrow : null, known: i).Next;

        Add(full, Mallory, until: null).Answer.ShouldBe(new SettingsAnswer(SettingsOutcome.TooMany, null) { Revision = SettingsLimits.BlocksMax });
        Add(full, BlockTarget.Of(BlockKind.Buyer, "b7"), Tomorrow, known: 10_000).Answer.Outcome.ShouldBe(SettingsOutcome.Changed, "it has its place");
        Remove(full, BlockTarget.Of(BlockKind.Buyer, "b7"), known: 10_000).Answer.Outcome.ShouldBe(SettingsOutcome.Changed);
        var later = SettingsDecider.Decide(full, new AddBlock(Mallory, null, Known: 10_000, Olivia), Tomorrow);
        later.Answer.Outcome.ShouldBe(SettingsOutcome.Changed);
        later.Next.Blocks.Count.ShouldBe(SettingsLimits.BlocksMax - 2, "the three that have ended made room");
    }

    [Fact]
    public void Switches_and_blocks_share_revisions_and_nothing_else()
    {
        var both = SettingsDecider.Decide(
            Add(SettingsState.Empty, Mallory, until: null).Next, new ChangeSwitch(SwitchName.Parse("lamp"), "off", Replaces: 0, Oscar), Now).Next;

        (both.Revision, both.Switches.Count, both.Blocks.Count).ShouldBe((2, 1, 1));
        Add(both, Mallory, Tomorrow, known: 1).Answer.Outcome.ShouldBe(SettingsOutcome.Changed, "a switch is no news about a block");
    }

    [Theory]
    [InlineData(BlockKind.Buyer, "a", true)]
    [InlineData(BlockKind.Address, "::1", true)]
    [InlineData(BlockKind.Buyer, "", false)]
    [InlineData(BlockKind.Buyer, "a b", false)]
    [InlineData(BlockKind.Buyer, null, false)]
    [InlineData((BlockKind)3, "a", false)]
    public void A_target_is_of_a_known_kind_and_has_a_name(BlockKind kind, string? value, bool isTarget)
    {
        BlockTarget.TryCreate(kind, value, out var target).ShouldBe(isTarget);
        if (isTarget) target.Value.ShouldBe(value);
        else Should.Throw<FormatException>(() => BlockTarget.Of(kind, value!));
    }

    [Fact]
    public void A_block_that_would_end_now_is_none() => Add(SettingsState.Empty, Mallory, Now).Answer.Outcome.ShouldBe(SettingsOutcome.Unchanged);

    [Fact]
    public void One_that_has_ended_is_kept_while_there_is_room()
    {
        var ended = Add(SettingsState.Empty, Mallory, Now.AddSeconds(1)).Next;

        var next = SettingsDecider.Decide(ended, new AddBlock(Network, null, 0, Olivia), Tomorrow).Next;

        next.Blocks.Keys.ShouldBe([Mallory, Network], ignoreOrder: true);
    }

    [Fact]
    public void Nobody_is_named_by_what_is_not_valid()
    {
        BlockTarget.TryCreate(BlockKind.Buyer, "not ascii: é", out var target).ShouldBeFalse();
        target.ShouldBe(default);
    }

    private static SettingsDecision Add(SettingsState state, BlockTarget target, DateTimeOffset? until, long known = 0, SettingsAuthor? by = null) =>
        SettingsDecider.Decide(state, new AddBlock(target, until, known, by ?? Olivia), Now);

    private static SettingsDecision Remove(SettingsState state, BlockTarget target, long known, SettingsAuthor? by = null) =>
        SettingsDecider.Decide(state, new RemoveBlock(target, known, by ?? Olivia), Now);
}
