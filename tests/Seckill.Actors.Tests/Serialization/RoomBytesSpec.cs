using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Seckill.Actors.Serialization;
using Seckill.Actors.WaitingRooms;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using Shouldly;
using Xunit;
using static Seckill.Domain.WaitingRooms.RoomProtocol;
using Protos = Seckill.Actors.Serialization.Protos;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>The bytes of waiting rooms, as <see cref="GoldenBytesSpec"/> holds those of items: a line is added and never changed.</summary>
public sealed class RoomBytesSpec
{
    private static readonly ImmutableSortedDictionary<string, (string Manifest, byte[] Bytes)> Golden = GoldenFile.Read("rooms.v1.txt");

    private readonly RoomSerializer _serializer = new(null!);

    public static TheoryData<string> Names => [.. RoomSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Today_writes_what_was_always_written(string name)
    {
        var sample = RoomSamples.All[name];
        var line = GoldenFile.LineOf(name, _serializer.Manifest(sample), _serializer.ToBinary(sample));

        Golden.ShouldContainKey(name, $"A new sample needs this line in the golden file:\n{line}\n");

        line.ShouldBe(GoldenFile.LineOf(name, Golden[name].Manifest, Golden[name].Bytes));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_always_written_is_read_in_full(string name)
    {
        var (manifest, bytes) = Golden[name];
        var read = _serializer.FromBinary(bytes, manifest);

        Portrait.Of(read).ShouldBe(Portrait.Of(RoomSamples.All[name]));
        _serializer.ToBinary(read).ShouldBe(bytes, "also what a portrait does not show");
    }

    [Fact]
    public void No_golden_line_is_forgotten() => Golden.Keys.ShouldBe(RoomSamples.All.Keys);

    [Fact]
    public void Manifests_and_identifier_are_frozen()
    {
        var manifests = typeof(RoomManifests).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        manifests.Order(StringComparer.Ordinal)
            .ShouldBe(["r.claim", "r.commands", "r.published", "r.replies", "r.wake", "room.entry.v1", "room.state.v1"]);
        _serializer.Identifier.ShouldBe(1102);
        RoomSharding.PersistenceIdOf(ItemId.Parse("phone")).ShouldBe("room-phone");
        Golden.Values.Select(golden => golden.Manifest).Distinct().Order(StringComparer.Ordinal).ShouldBe(manifests.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(typeof(IRoomMessage))]
    [InlineData(typeof(IRoomEvent))]
    public void Every_type_of_message_has_a_sample(Type kind)
    {
        var types = typeof(RoomState).Assembly.GetTypes().Concat(typeof(RoomBatch).Assembly.GetTypes())
            .Where(type => kind.IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }).ToArray();
        types.ShouldNotBeEmpty();

        var sampled = RoomSamples.All.Values.Concat(RoomSamples.All.Values.OfType<RoomCommitted>().SelectMany(entry => entry.Events))
            .Select(part => part.GetType()).ToHashSet();

        types.Where(type => !sampled.Contains(type)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_of_waiting_rooms_goes_through_their_serializer()
    {
        await using var services = new ServiceCollection().AddLogging().AddAkka("strict", builder => builder.WithSeckillSerialization()).BuildServiceProvider();
        var system = services.GetRequiredService<ActorSystem>();

        foreach (var sample in RoomSamples.All.Values) system.Serialization.FindSerializerFor(sample).ShouldBeOfType<RoomSerializer>();

        await system.Terminate();
    }

    [Fact]
    public void An_event_of_a_newer_version_is_refused_and_a_command_of_one_decides_nothing()
    {
        var entry = Protos.RoomCommitted.Parser.ParseFrom(_serializer.ToBinary(RoomSamples.All["entry/seed"]));
        entry.Events.Add(Protos.RoomEvent.Parser.ParseFrom([0x9A, 0x06, 0x00]));
        Should.Throw<SerializationException>(() => _serializer.FromBinary(entry.ToByteArray(), RoomManifests.Committed)).Message.ShouldContain("newer version");

        var batch = new Protos.RoomBatch { ItemId = "phone" };
        batch.Commands.Add(Protos.RoomCommand.Parser.ParseFrom([0x9A, 0x06, 0x00]));
        _serializer.FromBinary(batch.ToByteArray(), RoomManifests.Batch).ShouldBeOfType<RoomBatch>().Commands.ShouldBe([new UnknownRoomCommand()]);
        RoomDecider.Decide(RoomState.Empty(ItemId.Parse("phone")), [new UnknownRoomCommand()], default, new RoomLimits().Rule)
            .Replies[0].Outcome.ShouldBe(RoomOutcome.Overloaded);
    }

    [Fact]
    public void What_is_missing_or_out_of_range_is_not_made_up()
    {
        ReadFails(RoomManifests.Committed, new Protos.RoomCommitted()).ShouldContain("without events");
        ReadFails(RoomManifests.Batch, new Protos.RoomBatch { ItemId = "" }).ShouldContain("item id");
        ReadFails(RoomManifests.BatchReply, new Protos.RoomBatchReply()).ShouldContain("RoomFace is missing");
        ReadFails(RoomManifests.Published, new Protos.RoomPublished { Face = new() { ItemId = "p", SeedHash = ByteString.CopyFrom(1, 2) } }).ShouldContain("32 bytes");
        ReadFails(RoomManifests.State, new Protos.RoomState { ItemId = "p", Buyers = { "a" } }).ShouldContain("lacks numbers");
        Should.Throw<SerializationException>(() => _serializer.FromBinary([], "room.entry.v2")).Message.ShouldContain("newer version");
        Should.Throw<SerializationException>(() => _serializer.Manifest("a string"));
        Should.Throw<SerializationException>(() => _serializer.ToBinary(new RoomCommitted(default, [])));
    }

    private string ReadFails(string manifest, IMessage message) =>
        Should.Throw<SerializationException>(() => _serializer.FromBinary(message.ToByteArray(), manifest)).Message;
}
