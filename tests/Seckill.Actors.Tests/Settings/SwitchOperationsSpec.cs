using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Settings;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Tests.Settings;

public sealed class SwitchOperationsSpec : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly SettingsAuthor Oscar = new(BuyerId.Parse("oscar"), "trace-2", null);

    private readonly FakeTimeProvider _time = new();
    private readonly Switches.Lamp _lamp = new();
    private readonly TestProbe _settings;
    private readonly SwitchOperations _operations;

    public SwitchOperationsSpec(ITestOutputHelper output)
        : base("akka.loglevel = ERROR", output: output)
    {
        _settings = CreateTestProbe();
        var board = Switches.BoardOf(_lamp, new Switches.Volume());
        var client = new SettingsClient(board, new RequiredSettings(_settings.Ref), Options.Create(new SeckillLimits()), _time);
        _operations = new SwitchOperations(board, client);
    }

    [Fact]
    public async Task A_switch_that_was_set_is_obeyed_here_before_the_answer()
    {
        var answer = SetAsync("off");
        var command = await _settings.ExpectMsgAsync<ChangeSwitch>(Patience);
        command.ShouldBe(new ChangeSwitch(_lamp.Name, "off", Replaces: 0, Switches.Olivia));

        _settings.Reply(new SettingsAnswer(SettingsOutcome.Changed, Setting("off", revision: 3)));

        (await answer).ShouldBe(new SwitchAnswer(SwitchOutcome.Set, _lamp, ""));
        (_lamp.IsOff, _lamp.Setting!.Revision).ShouldBe((true, 3));
    }

    [Fact]
    public async Task A_node_that_has_not_heard_of_the_newest_setting_is_told_and_asks_again()
    {
        var answer = SetAsync("off");
        await _settings.ExpectMsgAsync<ChangeSwitch>(Patience);
        _settings.Reply(new SettingsAnswer(SettingsOutcome.Conflict, Setting("on", revision: 7)));

        (await _settings.ExpectMsgAsync<ChangeSwitch>(Patience)).Replaces.ShouldBe(7);
        _settings.Reply(new SettingsAnswer(SettingsOutcome.Changed, Setting("off", revision: 8)));

        (await answer).Outcome.ShouldBe(SwitchOutcome.Set);
        _lamp.IsOff.ShouldBeTrue();
    }

    [Fact]
    public async Task Settings_that_restart_are_asked_again()
    {
        var answer = SetAsync("off");
        await _settings.ExpectMsgAsync<ChangeSwitch>(Patience);
        _settings.Reply(SettingsAnswer.Unavailable);

        await ExpectAnotherAsync();
        _settings.Reply(new SettingsAnswer(SettingsOutcome.Unchanged, Setting("off", revision: 1)));

        (await answer).Outcome.ShouldBe(SwitchOutcome.Unchanged, "the first command was not lost after all");
        _lamp.IsOff.ShouldBeTrue();
    }

    [Fact]
    public async Task When_the_time_is_up_nothing_was_changed_if_nothing_was_written()
    {
        (await AnswerUntilDoneAsync(SettingsAnswer.Unavailable)).Outcome.ShouldBe(SwitchOutcome.Unavailable);
    }

    [Fact]
    public async Task When_the_time_is_up_after_a_failed_write_nobody_knows()
    {
        (await AnswerUntilDoneAsync(SettingsAnswer.Unknown)).Outcome.ShouldBe(SwitchOutcome.Unknown);
    }

    [Fact]
    public async Task A_misspelt_name_is_told_what_was_meant_and_nobody_is_asked()
    {
        var answer = await _operations.SetAsync("lamb", "off", Switches.Olivia, CancellationToken.None);

        answer.Outcome.ShouldBe(SwitchOutcome.NoSuchSwitch);
        answer.Detail.ShouldBe("There is no switch 'lamb'. Did you mean 'lamp'? The switches are lamp, volume.");
        await _settings.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_wrong_value_is_told_what_is_allowed()
    {
        (await SetAsync("dim")).Detail.ShouldBe("'lamp' takes on or off, not 'dim'.");
        (await _operations.SetAsync("volume", "12", Oscar, CancellationToken.None)).Detail
            .ShouldBe("'volume' takes a whole number from 1 to 11, not '12'.");
        (await SetAsync(new string('x', 1_000))).Detail.Length.ShouldBeLessThan(200);
        await _settings.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("two\nlines")]
    public async Task A_reason_is_one_line(string reason) =>
        (await _operations.SetAsync("lamp", "off", Oscar with { Reason = reason }, CancellationToken.None)).Outcome.ShouldBe(SwitchOutcome.BadReason);

    [Fact]
    public void Each_switch_is_listed_and_found()
    {
        _operations.List().Select(one => one.Name.Value).ShouldBe(["lamp", "volume"]);
        _operations.Find("lamp").Switch.ShouldBeSameAs(_lamp);
        _operations.Find("lam").Detail.ShouldContain("'lamp'");
    }

    private static SwitchSetting Setting(string value, long revision) => new(SwitchName.Parse("lamp"), value, Oscar, default, revision);

    private Task<SwitchAnswer> SetAsync(string value) => _operations.SetAsync("lamp", value, Switches.Olivia, CancellationToken.None);

    private async Task<SwitchAnswer> AnswerUntilDoneAsync(SettingsAnswer said)
    {
        var answer = SetAsync("off");
        await Eventually.BecomesTrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            while (_settings.HasMessages)
            {
                _settings.ReceiveOne(TimeSpan.Zero);
                _settings.Reply(said);
            }

            return answer.IsCompleted;
        });
        return await answer;
    }

    private async Task ExpectAnotherAsync()
    {
        await Eventually.BecomesTrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return _settings.HasMessages;
        });
        await _settings.ExpectMsgAsync<ChangeSwitch>(Patience);
    }
}
