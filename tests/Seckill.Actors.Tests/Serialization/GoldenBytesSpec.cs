using System.Collections.Immutable;
using System.Reflection;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>
/// What was written once is read for ever, and what is written today is what was written once. A line of the golden file is added
/// for a new sample and never changed: a journal somewhere is full of such bytes.
/// </summary>
public sealed class GoldenBytesSpec
{
    private static readonly ImmutableSortedDictionary<string, (string Manifest, byte[] Bytes)> Golden = GoldenFile.Read("v1.txt");

    /// <summary>Only the manifest and the conversions are in use here; neither asks for an actor system.</summary>
    private readonly ItemSerializer _serializer = new(null!);

    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Today_writes_what_was_always_written(string name)
    {
        var sample = Samples.All[name];
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

        Portrait.Of(read).ShouldBe(Portrait.Of(Samples.All[name]));
    }

    [Theory]
    [InlineData("event/item-listed")]
    [InlineData("event/terms-revised")]
    [InlineData("event/stock-adjusted-up")]
    [InlineData("event/sale-paused")]
    [InlineData("event/sale-resumed")]
    [InlineData("event/sale-closed")]
    public void An_entry_of_an_earlier_version_does_not_say_who(string name)
    {
        var (manifest, bytes) = Golden[name];

        var change = ((BatchCommitted)_serializer.FromBinary(bytes, manifest)).Events.ShouldHaveSingleItem();

        var by = change.ShouldBeAssignableTo<IOperatorEvent>()!.By;
        (by with { Reason = null }).ShouldBe(Attribution.Unknown);
    }

    [Fact]
    public void No_golden_line_is_forgotten() => Golden.Keys.ShouldBe(Samples.All.Keys);

    [Theory]
    [InlineData(typeof(IEvent))]
    [InlineData(typeof(ICommand))]
    [InlineData(typeof(IWithItemId))]
    [InlineData(typeof(IWireMessage))]
    public void Every_type_of_message_has_a_sample(Type kind)
    {
        var types = typeof(ItemState).Assembly.GetTypes().Concat(typeof(IWireMessage).Assembly.GetTypes())
            .Where(type => kind.IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false })
            // It stands for what could not be read, and is never sent.
            .Where(type => type != typeof(UnknownCommand))
            .ToArray();
        types.ShouldNotBeEmpty();

        var sampled = Samples.All.Values.Concat(Samples.All.Values.SelectMany(PartsOf)).Select(part => part.GetType()).ToHashSet();

        types.Where(type => !sampled.Contains(type)).ShouldBeEmpty("these have no sample, and so no golden bytes");
    }

    [Fact]
    public void Every_number_that_is_stored_or_sent_has_a_sample()
    {
        var parts = Samples.All.Values.SelectMany(PartsOf).ToArray();

        parts.OfType<Reply>().Select(reply => reply.Outcome).Distinct().Order().ShouldBe(Enum.GetValues<Outcome>());
        parts.OfType<Reply>().Where(reply => reply.Order is not null).Select(reply => reply.Order!.Status).Distinct().Order()
            .ShouldBe(Enum.GetValues<OrderStatus>());
        parts.OfType<StockReleased>().Select(released => released.Cause).Distinct().Order().ShouldBe(Enum.GetValues<ReleaseCause>());
        Samples.All.Values.OfType<ItemState>().SelectMany(state => state.Orders.Values).Select(order => order.Status).Distinct().Order()
            .ShouldBe(Enum.GetValues<OrderStatus>());
    }

    [Fact]
    public void Manifests_and_identifier_are_frozen()
    {
        var manifests = typeof(ItemManifests).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        manifests.Order(StringComparer.Ordinal).ShouldBe(
        [
            "item.batch.v1", "item.state.v1", "w.commands", "w.find", "w.holders", "w.page", "w.replies", "w.status", "w.storage", "w.unavailable",
            "w.undelivered", "w.wake",
        ]);
        _serializer.Identifier.ShouldBe(1100);
        Golden.Values.Select(golden => golden.Manifest).Distinct().Order(StringComparer.Ordinal).ShouldBe(manifests.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<object> PartsOf(object sample) => sample switch
    {
        BatchCommitted batch => batch.Events,
        CommandBatch batch => batch.Commands,
        BatchReply batch => batch.Replies,
        _ => [],
    };
}
