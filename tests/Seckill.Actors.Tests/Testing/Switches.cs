using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Settings;
using Seckill.Actors.Settings.Blocks;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using Shouldly;

namespace Seckill.Actors.Tests.Testing;

/// <summary>Switches for tests, and boards of them.</summary>
internal static class Switches
{
    public static readonly SettingsAuthor Olivia = new(BuyerId.Parse("olivia"), "trace-1", "a test");

    public static GatewayQueueSwitch QueueOf(SeckillLimits limits) => new(Options.Create(limits));

    public static SettingsBoard BoardOf(params Switch[] switches) => BoardOf(new SwitchDefaults(), switches);

    public static SettingsBoard BoardOf(SwitchDefaults defaults, params Switch[] switches) =>
        new(switches, new BlockList(TimeProvider.System), Options.Create(defaults), NullLogger<SettingsBoard>.Instance);

    /// <summary>Sets a switch as the journal's entry of that revision does.</summary>
    public static void Set(Switch one, string value, long revision = 1) =>
        one.Take(new SwitchSetting(one.Name, value, Olivia, DateTimeOffset.UnixEpoch, revision)).ShouldBeTrue();

    /// <summary>A switch of the tests.</summary>
    public sealed class Lamp(bool isCautious = false) : OnOffSwitch("lamp", "Lights the room.", isCautious);

    /// <summary>A switch of the tests.</summary>
    public sealed class Volume() : NumberSwitch("volume", "How loud it is.", min: 1, max: 11, number: 5);
}
