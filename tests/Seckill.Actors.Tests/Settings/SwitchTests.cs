using Microsoft.Extensions.Options;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Settings;
using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Settings;

public sealed class SwitchTests
{
    [Fact]
    public void A_switch_begins_with_its_default_and_then_has_what_it_is_set_to()
    {
        var lamp = new Switches.Lamp();
        (lamp.IsOn, lamp.IsOff, lamp.Value, lamp.Setting).ShouldBe((true, false, "on", null));

        Switches.Set(lamp, "off");

        (lamp.IsOn, lamp.IsOff, lamp.Value, lamp.Default).ShouldBe((false, true, "off", "on"));
        lamp.Setting!.By.ShouldBe(Switches.Olivia);
    }

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("11", "11", true)]
    [InlineData("007", "7", true)]
    [InlineData("0", "", false)]
    [InlineData("12", "", false)]
    [InlineData("-1", "", false)]
    [InlineData("1.0", "", false)]
    [InlineData("1e1", "", false)]
    [InlineData(" 1", "", false)]
    [InlineData("on", "", false)]
    [InlineData("", "", false)]
    [InlineData("99999999999999999999", "", false)]
    public void A_number_is_taken_within_its_range(string text, string value, bool isTaken)
    {
        new Switches.Volume().TryRead(text, out var read).ShouldBe(isTaken);
        if (isTaken) read.ShouldBe(value);
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("off", true)]
    [InlineData("ON", false)]
    [InlineData("true", false)]
    [InlineData("", false)]
    public void A_word_is_taken_as_it_is_written(string text, bool isTaken) => new Switches.Lamp().TryRead(text, out _).ShouldBe(isTaken);

    [Fact]
    public void Of_two_settings_the_newer_one_counts_whichever_comes_first()
    {
        var volume = new Switches.Volume();

        Switches.Set(volume, "7", revision: 4);
        Switches.Set(volume, "3", revision: 2);

        volume.Number.ShouldBe(7);
        volume.Setting!.Revision.ShouldBe(4);
    }

    [Fact]
    public void Whoever_listens_hears_of_changes_only()
    {
        var (lamp, changes) = (new Switches.Lamp(), new List<bool>());
        lamp.Changed += (_, _) => changes.Add(lamp.IsOn);

        Switches.Set(lamp, "on", revision: 1);
        Switches.Set(lamp, "off", revision: 2);
        Switches.Set(lamp, "off", revision: 3);
        Switches.Set(lamp, "on", revision: 4);

        changes.ShouldBe([false, true]);
    }

    [Fact]
    public void A_cautious_switch_is_neither_on_nor_off_until_what_is_stored_is_known()
    {
        var lamp = new Switches.Lamp(isCautious: true);
        Switches.Set(lamp, "off", revision: 1);
        Switches.Set(lamp, "on", revision: 2);
        (lamp.IsOn, lamp.IsOff).ShouldBe((false, false));

        lamp.Settle();

        (lamp.IsOn, lamp.IsOff).ShouldBe((true, false));
        Switches.Set(lamp, "off", revision: 3);
        lamp.IsOff.ShouldBeTrue();
    }

    [Fact]
    public void Selling_is_a_cautious_switch() => new NewPurchasesSwitch().IsOn.ShouldBeFalse();

    [Fact]
    public void The_gateways_queue_begins_with_the_configured_bound()
    {
        var queue = new GatewayQueueSwitch(Options.Create(new SeckillLimits { GatewayQueueMax = 77 }));

        (queue.Number, queue.Default, queue.DefaultOption).ShouldBe((77, "77", "Seckill:Limits:GatewayQueueMax"));
    }

    [Fact]
    public void Reading_a_switch_allocates_nothing()
    {
        var (lamp, volume) = (new Switches.Lamp(), new Switches.Volume());
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = Read();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        read.ShouldBe(6_000);

        int Read()
        {
            var sum = 0;
            for (var i = 0; i < 1_000; i++) sum += (lamp.IsOn ? 1 : 0) + volume.Number;
            return sum;
        }
    }

    [Theory]
    [InlineData("lamp", "off", null)]
    [InlineData("LAMP", "off", null)]
    [InlineData("lamp", "dim", "Seckill:Switches:lamp is 'dim'; allowed: on or off.")]
    [InlineData("volume", "12", "Seckill:Switches:volume is '12'; allowed: a whole number from 1 to 11.")]
    [InlineData("lamb", "off", "Seckill:Switches:lamb names no switch. The switches are lamp, volume, gateway-queue.")]
    [InlineData("gateway-queue", "5", "Seckill:Switches:gateway-queue is no option: set Seckill:Limits:GatewayQueueMax instead.")]
    public void What_is_configured_is_checked_by_name_and_value(string name, string value, string? fault)
    {
        var defaults = new SwitchDefaults();
        defaults.Values[name] = value;
        Switch[] switches = [new Switches.Lamp(), new Switches.Volume(), Switches.QueueOf(new SeckillLimits())];

        var checkedOptions = new SwitchDefaults.Validation(() => switches).Validate(null, defaults);

        checkedOptions.Failures?.ShouldBe([fault!]);
        checkedOptions.Succeeded.ShouldBe(fault is null);
        if (fault is null) Switches.BoardOf(defaults, switches).Find("lamp")!.Default.ShouldBe("off");
    }
}
