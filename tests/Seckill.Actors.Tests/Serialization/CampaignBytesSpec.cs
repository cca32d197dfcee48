using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Seckill.Actors.Campaigns;
using Seckill.Actors.Serialization;
using Seckill.Domain.Campaigns;
using Shouldly;
using Xunit;
using static Seckill.Domain.Campaigns.CampaignProtocol;
using Protos = Seckill.Actors.Serialization.Protos;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>The bytes of campaigns, as <see cref="GoldenBytesSpec"/> holds those of items: a line is added and never changed.</summary>
public sealed class CampaignBytesSpec
{
    private static readonly ImmutableSortedDictionary<string, (string Manifest, byte[] Bytes)> Golden = GoldenFile.Read("campaign.v1.txt");

    private readonly CampaignSerializer _serializer = new(null!);

    public static TheoryData<string> Names => [.. CampaignSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Today_writes_what_was_always_written(string name)
    {
        var sample = CampaignSamples.All[name];
        var line = GoldenFile.LineOf(name, _serializer.Manifest(sample), _serializer.ToBinary(sample));

        Golden.ShouldContainKey(name, $"A new sample needs this line in the golden file:\n{line}\n");

        line.ShouldBe(GoldenFile.LineOf(name, Golden[name].Manifest, Golden[name].Bytes));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_always_written_is_read_in_full(string name)
    {
        var (manifest, bytes) = Golden[name];

        Portrait.Of(_serializer.FromBinary(bytes, manifest)).ShouldBe(Portrait.Of(CampaignSamples.All[name]));
    }

    [Fact]
    public void No_golden_line_is_forgotten() => Golden.Keys.ShouldBe(CampaignSamples.All.Keys);

    [Fact]
    public void Manifests_identifier_and_names_are_frozen()
    {
        var manifests = typeof(CampaignManifests).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        manifests.Order(StringComparer.Ordinal).ShouldBe(["c.answers", "c.commands", "campaign.batch.v1", "campaign.state.v1"]);
        _serializer.Identifier.ShouldBe(1103);
        CampaignSharding.JournalIdOf(CampaignSamples.Bucket).ShouldBe("campaign-07-double-eleven");
        CampaignBucket.Count.ShouldBe(16);
        CampaignSharding.ShardCount.ShouldBe(32);
    }

    [Theory]
    [InlineData(typeof(ICampaignMessage))]
    [InlineData(typeof(IEvent))]
    [InlineData(typeof(ICommand))]
    public void Every_type_of_message_has_a_sample(Type kind)
    {
        var types = typeof(CampaignState).Assembly.GetTypes().Concat(typeof(CampaignBatch).Assembly.GetTypes())
            .Where(type => kind.IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }).ToArray();
        types.ShouldNotBeEmpty();

        var sampled = CampaignSamples.All.Values.Concat(CampaignSamples.All.Values.SelectMany(PartsOf)).Select(part => part.GetType()).ToHashSet();

        types.Where(type => !sampled.Contains(type)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Everything_of_campaigns_goes_through_their_serializer()
    {
        await using var services = new ServiceCollection().AddLogging().AddAkka("strict", builder => builder.WithSeckillSerialization()).BuildServiceProvider();
        var system = services.GetRequiredService<ActorSystem>();

        foreach (var sample in CampaignSamples.All.Values) system.Serialization.FindSerializerFor(sample).ShouldBeOfType<CampaignSerializer>();

        await system.Terminate();
    }

    [Fact]
    public void What_is_missing_unknown_or_out_of_range_is_not_made_up()
    {
        ReadFails(CampaignManifests.Committed, new Protos.SlotsCommitted()).ShouldContain("without events");
        var unknown = new Protos.SlotsCommitted { Events = { new Protos.SlotEvent { Buyer = "alice", ItemId = "red" } } };
        ReadFails(CampaignManifests.Committed, unknown).ShouldContain("newer version");
        ReadFails(CampaignManifests.Batch, new Protos.CampaignBatch { Bucket = "17-c" }).ShouldContain("two digits");
        ReadFails(CampaignManifests.State, new Protos.CampaignState
        {
            Bucket = "07-c",
            Buyers = { new Protos.BuyerSlots { Buyer = "alice", Items = { new Protos.ItemSlots { Item = 1 } } } },
        }).ShouldContain("no valid");
        Should.Throw<SerializationException>(() => _serializer.FromBinary([], "campaign.batch.v2")).Message.ShouldContain("newer version");
        Should.Throw<SerializationException>(() => _serializer.Manifest("a string"));
        Should.Throw<SerializationException>(() => _serializer.ToBinary("a string"));
        Should.Throw<SerializationException>(() => _serializer.ToBinary(new SlotsCommitted(default, [])));
    }

    [Fact]
    public void An_outcome_of_a_newer_version_leaves_the_end_open()
    {
        var reply = new Protos.CampaignReply { Bucket = "07-c", Answers = { new Protos.SlotAnswer { Outcome = 99 } } };

        _serializer.FromBinary(reply.ToByteArray(), CampaignManifests.Reply).ShouldBeOfType<CampaignReply>()
            .Answers.ShouldHaveSingleItem().Outcome.ShouldBe(SlotOutcome.Unknown);
    }

    private static IEnumerable<object> PartsOf(object sample) => sample switch
    {
        SlotsCommitted batch => batch.Events,
        CampaignBatch batch => batch.Commands,
        _ => [],
    };

    private string ReadFails(string manifest, IMessage message) =>
        Should.Throw<SerializationException>(() => _serializer.FromBinary(message.ToByteArray(), manifest)).Message;
}
