using System.Collections.Immutable;
using Seckill.Actors.Settings;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>One object of every kind and shape of the settings that is stored or sent. The golden file keeps the bytes of each for ever.</summary>
internal static class SettingsSamples
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 11, 10, 0, 0, TimeSpan.Zero).AddMilliseconds(1_234);
    private static readonly SwitchName Streams = SwitchName.Parse("event-streams");
    private static readonly SettingsAuthor Olivia = new(BuyerId.Parse("olivia"), "4bf92f3577b34da6a3ce929d0e0e4736", "太多人 – too many");
    private static readonly SettingsAuthor Terse = new(BuyerId.Parse(new string('~', 64)), new string('t', 64), Reason: null);
    private static readonly SwitchSetting Setting = new(Streams, "off", Olivia, At, Revision: 7);
    private static readonly SettingsCommitted Committed = new(At, Olivia, [new SwitchChanged(Streams, "off")]);

    private static readonly BlockTarget Buyer = BlockTarget.Of(BlockKind.Buyer, new string('b', 64));
    private static readonly BlockTarget Network = BlockTarget.Of(BlockKind.Address, "2001:db8::/32");

    public static ImmutableSortedDictionary<string, object> All { get; } = Samples().ToImmutableSortedDictionary(
        sample => sample.Name, sample => sample.Value, StringComparer.Ordinal);

    private static IEnumerable<(string Name, object Value)> Samples()
    {
        yield return ("entry/switch", Committed);
        yield return ("entry/switch-longest", new SettingsCommitted(
            At, Terse, [new SwitchChanged(SwitchName.Parse(new string('z', 64)), new string('v', 64))]));
        yield return ("entry/several", new SettingsCommitted(At, Olivia, [new SwitchChanged(Streams, "off"), new SwitchChanged(Streams, "1000000")]));
        yield return ("change/first", new ChangeSwitch(Streams, "off", Replaces: 0, Olivia));
        yield return ("change/later", new ChangeSwitch(Streams, "on", long.MaxValue, Terse));
        foreach (var outcome in Enum.GetValues<SettingsOutcome>())
            yield return ($"answer/{(int)outcome:00}", new SettingsAnswer(outcome, null));
        yield return ("answer/setting", new SettingsAnswer(SettingsOutcome.Changed, Setting));
        yield return ("answer/setting-no-reason", new SettingsAnswer(SettingsOutcome.Conflict, Setting with { By = Terse }));
        yield return ("entry/block", new SettingsCommitted(At, Olivia, [new BlockAdded(Buyer, At.AddDays(1))]));
        yield return ("entry/block-for-ever", new SettingsCommitted(At, Terse, [new BlockAdded(Network, Until: null)]));
        yield return ("entry/unblock", new SettingsCommitted(At, Olivia, [new BlockRemoved(Network), new BlockRemoved(Buyer)]));
        yield return ("block/buyer", new AddBlock(Buyer, At.AddDays(1), Known: 0, Olivia));
        yield return ("block/network", new AddBlock(Network, Until: null, long.MaxValue, Terse));
        yield return ("unblock/buyer", new RemoveBlock(Buyer, Known: 7, Olivia));
        yield return ("unblock/network", new RemoveBlock(Network, Known: 0, Terse));
        yield return ("answer/block", new SettingsAnswer(SettingsOutcome.Changed, null) { Block = new Block(Buyer, At.AddDays(1), Olivia, At, 7), Revision = 7 });
        yield return ("answer/block-for-ever", new SettingsAnswer(SettingsOutcome.Conflict, null) { Block = new Block(Network, null, Terse, At, 6), Revision = 9 });
        yield return ("answer/no-block", new SettingsAnswer(SettingsOutcome.Unchanged, null) { Revision = 9 });
        yield return ("published/entry", new SettingsPublished(7, Committed));
        yield return ("published/none", new SettingsPublished(0, null));
    }
}
