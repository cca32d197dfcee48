using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Seckill.Actors.Serialization;
using Seckill.Actors.Settings;
using Seckill.Domain.Settings;
using Shouldly;
using Xunit;
using static Seckill.Domain.Settings.SettingsProtocol;
using Protos = Seckill.Actors.Serialization.Protos;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>The bytes of the settings, as <see cref="GoldenBytesSpec"/> holds those of items: a line is added and never changed.</summary>
public sealed class SettingsBytesSpec
{
    private static readonly ImmutableSortedDictionary<string, (string Manifest, byte[] Bytes)> Golden = GoldenFile.Read("settings.v1.txt");

    private readonly SettingsSerializer _serializer = new(null!);

    public static TheoryData<string> Names => [.. SettingsSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Today_writes_what_was_always_written(string name)
    {
        var sample = SettingsSamples.All[name];
        var line = GoldenFile.LineOf(name, _serializer.Manifest(sample), _serializer.ToBinary(sample));

        Golden.ShouldContainKey(name, $"A new sample needs this line in the golden file:\n{line}\n");

        line.ShouldBe(GoldenFile.LineOf(name, Golden[name].Manifest, Golden[name].Bytes));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_always_written_is_read_in_full(string name)
    {
        var (manifest, bytes) = Golden[name];

        Portrait.Of(_serializer.FromBinary(bytes, manifest)).ShouldBe(Portrait.Of(SettingsSamples.All[name]));
    }

    [Fact]
    public void No_golden_line_is_forgotten() => Golden.Keys.ShouldBe(SettingsSamples.All.Keys);

    [Fact]
    public void Manifests_and_identifier_are_frozen()
    {
        var manifests = typeof(SettingsManifests).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        manifests.Order(StringComparer.Ordinal).ShouldBe(["s.answer", "s.block", "s.change", "s.published", "s.unblock", "settings.entry.v1"]);
        _serializer.Identifier.ShouldBe(1101);
        SettingsActor.JournalId.ShouldBe("settings");
        Golden.Values.Select(golden => golden.Manifest).Distinct().Order(StringComparer.Ordinal).ShouldBe(manifests.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(typeof(ISettingsMessage))]
    [InlineData(typeof(ISettingsEvent))]
    public void Every_type_of_message_has_a_sample(Type kind)
    {
        var types = typeof(SettingsState).Assembly.GetTypes().Concat(typeof(SettingsPublished).Assembly.GetTypes())
            // The last one stands for what could not be read, and is never written.
            .Where(type => kind.IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false } && type != typeof(UnknownChange)).ToArray();
        types.ShouldNotBeEmpty();

        var sampled = SettingsSamples.All.Values.Concat(SettingsSamples.All.Values.OfType<SettingsCommitted>().SelectMany(entry => entry.Events))
            .Select(part => part.GetType()).ToHashSet();

        types.Where(type => !sampled.Contains(type)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_of_the_settings_goes_through_their_serializer()
    {
        await using var services = new ServiceCollection().AddLogging().AddAkka("strict", builder => builder.WithSeckillSerialization()).BuildServiceProvider();
        var system = services.GetRequiredService<ActorSystem>();

        foreach (var sample in SettingsSamples.All.Values) system.Serialization.FindSerializerFor(sample).ShouldBeOfType<SettingsSerializer>();

        await system.Terminate();
    }

    [Fact]
    public void An_event_of_a_newer_version_is_skipped_and_costs_the_entry_nothing_else()
    {
        // A SettingsEvent of one empty part with number 99, which no version knows yet.
        var entry = Protos.SettingsCommitted.Parser.ParseFrom(_serializer.ToBinary(SettingsSamples.All["entry/switch"]));
        entry.Events.Insert(0, Protos.SettingsEvent.Parser.ParseFrom([0x9A, 0x06, 0x00]));

        var read = _serializer.FromBinary(entry.ToByteArray(), SettingsManifests.Committed).ShouldBeOfType<SettingsCommitted>();

        read.Events.ShouldBe([new UnknownChange(), new SwitchChanged(SwitchName.Parse("event-streams"), "off")]);
    }

    [Fact]
    public void A_block_of_something_that_only_a_newer_version_knows_is_skipped()
    {
        // A BlockTarget whose only part has number 15.
        var unknown = Protos.BlockTarget.Parser.ParseFrom([0x7A, 0x01, (byte)'x']);
        var entry = Protos.SettingsCommitted.Parser.ParseFrom(_serializer.ToBinary(SettingsSamples.All["entry/unblock"]));
        entry.Events.Insert(0, new Protos.SettingsEvent { BlockAdded = new Protos.BlockAdded { Target = unknown } });
        entry.Events[1].BlockRemoved = unknown;

        var read = _serializer.FromBinary(entry.ToByteArray(), SettingsManifests.Committed).ShouldBeOfType<SettingsCommitted>();

        read.Events.ShouldBe([new UnknownChange(), new UnknownChange(), ((SettingsCommitted)SettingsSamples.All["entry/unblock"]).Events[1]]);
    }

    [Fact]
    public void An_outcome_of_a_newer_version_leaves_the_end_open() =>
        _serializer.FromBinary(new Protos.SettingsAnswer { Outcome = 99 }.ToByteArray(), SettingsManifests.Answer).ShouldBe(SettingsAnswer.Unknown);

    [Fact]
    public void What_is_missing_or_out_of_range_is_not_made_up()
    {
        var by = new Protos.SettingsAuthor { Actor = "olivia", TraceId = "t" };
        ReadFails(SettingsManifests.Committed, new Protos.SettingsCommitted { By = by }).ShouldContain("without events");
        ReadFails(SettingsManifests.ChangeSwitch, new Protos.ChangeSwitch { Name = "a", Value = "b" }).ShouldContain("SettingsAuthor is missing");
        ReadFails(SettingsManifests.ChangeSwitch, new Protos.ChangeSwitch { Name = "A", Value = "b", By = by }).ShouldContain("name");
        ReadFails(SettingsManifests.ChangeSwitch, new Protos.ChangeSwitch { Name = "a", Value = "b c", By = by }).ShouldContain("value");
        var buyer = new Protos.BlockTarget { Buyer = "b" };
        ReadFails(SettingsManifests.AddBlock, new Protos.AddBlock { By = by }).ShouldContain("BlockTarget is missing");
        ReadFails(SettingsManifests.AddBlock, new Protos.AddBlock { Target = buyer }).ShouldContain("SettingsAuthor is missing");
        ReadFails(SettingsManifests.AddBlock, new Protos.AddBlock { Target = new(), By = by }).ShouldContain("names a buyer or an address");
        ReadFails(SettingsManifests.RemoveBlock, new Protos.RemoveBlock { Target = new() { Address = "a b" }, By = by }).ShouldContain("visible ASCII");
        by.TraceId = "";
        ReadFails(SettingsManifests.ChangeSwitch, new Protos.ChangeSwitch { Name = "a", Value = "b", By = by }).ShouldContain("trace id");
        Should.Throw<SerializationException>(() => _serializer.FromBinary([], "settings.entry.v2")).Message.ShouldContain("newer version");
        Should.Throw<SerializationException>(() => _serializer.FromBinary([0xFF, 0xFF], SettingsManifests.Published));
        Should.Throw<SerializationException>(() => _serializer.Manifest("a string"));
        Should.Throw<SerializationException>(() => _serializer.ToBinary(((SettingsCommitted)SettingsSamples.All["entry/switch"]) with { Events = [] }));
        Should.Throw<SerializationException>(
            () => _serializer.ToBinary(((SettingsCommitted)SettingsSamples.All["entry/switch"]) with { Events = [new UnknownChange()] }));
    }

    private string ReadFails(string manifest, IMessage message) =>
        Should.Throw<SerializationException>(() => _serializer.FromBinary(message.ToByteArray(), manifest)).Message;
}
