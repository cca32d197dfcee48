using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Founding;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Founding;

public sealed class FoundingRulesTests
{
    private static readonly string[] Nobody = [];
    private static readonly string[] Ours = ["a#1", "b#1"];
    private static readonly string[] Theirs = ["a#2", "c#1"];

    private readonly FakeTimeProvider _time = new();
    private readonly FoundingRules _rules;

    public FoundingRulesTests() => _rules = new FoundingRules(TimeSpan.FromSeconds(5), turn: TimeSpan.Zero, _time);

    [Fact]
    public void Where_there_has_never_been_a_cluster_the_first_to_look_may_found_one() =>
        Judge(beat: 0, Nobody, Nobody).ShouldBe(FoundingStep.Write);

    [Fact]
    public void Later_seed_nodes_leave_it_to_earlier_ones_for_a_while()
    {
        var third = new FoundingRules(TimeSpan.FromSeconds(5), turn: TimeSpan.FromSeconds(2), _time);
        third.Judge(new ClusterRecord(0, Nobody), Nobody).ShouldBe(FoundingStep.Wait);
        Pass(seconds: 2);
        third.Judge(new ClusterRecord(0, Nobody), Nobody).ShouldBe(FoundingStep.Write);

        third.Judge(new ClusterRecord(7, Theirs), Nobody);
        Pass(seconds: 6);
        third.Judge(new ClusterRecord(7, Theirs), Nobody).ShouldBe(FoundingStep.Wait);
        Pass(seconds: 1);
        third.Judge(new ClusterRecord(7, Theirs), Nobody).ShouldBe(FoundingStep.Write);
    }

    [Fact]
    public void While_a_cluster_is_alive_nobody_founds_another()
    {
        for (var beat = 1; beat < 60; beat++)
        {
            Judge(beat, Theirs, Nobody).ShouldBe(FoundingStep.Wait);
            Pass(seconds: 4);
        }
    }

    [Fact]
    public void After_long_silence_a_cluster_may_be_founded()
    {
        Judge(beat: 7, Theirs, Nobody).ShouldBe(FoundingStep.Wait);
        Pass(seconds: 4);
        Judge(beat: 7, Theirs, Nobody).ShouldBe(FoundingStep.Wait);
        Pass(seconds: 1);

        Judge(beat: 7, Theirs, Nobody).ShouldBe(FoundingStep.Write);
    }

    [Fact]
    public void Silence_while_nobody_could_write_does_not_count()
    {
        Judge(beat: 7, Theirs, Nobody).ShouldBe(FoundingStep.Wait);
        _rules.Forget();
        Pass(seconds: 30);

        Judge(beat: 7, Theirs, Nobody).ShouldBe(FoundingStep.Wait);
    }

    [Fact]
    public void A_member_gives_signs_of_life_as_long_as_one_of_its_cluster_is_in_the_register()
    {
        Judge(beat: 7, ["b#1"], Ours).ShouldBe(FoundingStep.Write);
        _rules.Wrote(new ClusterRecord(7, ["b#1"]));

        Judge(beat: 8, Ours, Ours).ShouldBe(FoundingStep.Write);
    }

    [Fact]
    public void A_member_leaves_it_to_the_one_that_has_just_given_a_sign()
    {
        Judge(beat: 7, Ours, Ours);
        Judge(beat: 8, ["b#1", "c#1"], Ours).ShouldBe(FoundingStep.Wait);

        Judge(beat: 8, ["b#1", "c#1"], Ours).ShouldBe(FoundingStep.Write, "that one may be gone");
    }

    [Fact]
    public void Only_what_was_seen_to_move_is_alive()
    {
        Judge(beat: 7, Theirs, Nobody);
        _rules.IsSomebodyAlive.ShouldBeFalse("it may be an old backup");

        Judge(beat: 8, Theirs, Nobody);
        _rules.IsSomebodyAlive.ShouldBeTrue();

        Pass(seconds: 5);
        Judge(beat: 8, Theirs, Nobody);
        _rules.IsSomebodyAlive.ShouldBeFalse();
    }

    [Fact]
    public void A_cluster_takes_over_from_one_that_is_silent()
    {
        Judge(beat: 7, Theirs, Ours).ShouldBe(FoundingStep.Wait);
        Pass(seconds: 5);

        Judge(beat: 7, Theirs, Ours).ShouldBe(FoundingStep.Write);
    }

    [Fact]
    public void A_cluster_ends_when_another_one_has_the_register_and_is_alive()
    {
        Judge(beat: 7, Ours, Ours).ShouldBe(FoundingStep.Write);
        Judge(beat: 9, Theirs, Ours).ShouldBe(FoundingStep.Wait, "who wrote that may be dead already");

        Judge(beat: 10, Theirs, Ours).ShouldBe(FoundingStep.End);
    }

    [Fact]
    public void A_node_that_has_just_come_in_does_not_end_because_of_what_it_saw_before()
    {
        Judge(beat: 7, Theirs, Nobody).ShouldBe(FoundingStep.Wait);
        Judge(beat: 8, Theirs, Nobody).ShouldBe(FoundingStep.Wait);

        Judge(beat: 9, Theirs, [.. Theirs, "b#2"]).ShouldBe(FoundingStep.Wait);
        Judge(beat: 10, Theirs, [.. Theirs, "b#2"]).ShouldBe(FoundingStep.Wait);
    }

    private FoundingStep Judge(long beat, string[] inRegister, string[] members) =>
        _rules.Judge(new ClusterRecord(beat, inRegister), members);

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
