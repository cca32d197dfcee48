using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Seckill.Actors.Items;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>Only what somebody promised to read again is written.</summary>
public sealed class StrictSerializationSpec : IAsyncLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging()
        .AddAkka("strict", builder => builder.WithSeckillSerialization())
        .BuildServiceProvider();

    private ActorSystem System => _services.GetRequiredService<ActorSystem>();

    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_of_an_item_goes_through_its_serializer(string name) =>
        System.Serialization.FindSerializerFor(Samples.All[name]).ShouldBeOfType<ItemSerializer>();

    [Theory]
    [InlineData(typeof(StopItem))]
    [InlineData(typeof(OrderEntry))]
    [InlineData(typeof(PauseSale))]
    [InlineData(typeof(Uri))]
    public void A_type_that_nobody_registered_is_refused(Type type)
    {
        var error = Should.Throw<SerializationException>(() => System.Serialization.FindSerializerForType(type));

        error.Message.ShouldContain(type.Name);
    }

    [Fact]
    public void An_object_that_nobody_registered_is_not_written() =>
        Should.Throw<SerializationException>(() => System.Serialization.Serialize(new OrderId(ItemId.Parse("phone"), 1)));

    [Fact]
    public void Rows_of_the_journal_are_found_by_identifier_and_manifest()
    {
        var written = new BatchCommitted(DateTimeOffset.UnixEpoch, [new SalePaused()]);

        var read = System.Serialization.Deserialize(System.Serialization.Serialize(written), 1100, "item.batch.v1");

        Portrait.Of(read).ShouldBe(Portrait.Of(written));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await System.Terminate();
        await _services.DisposeAsync();
    }
}
