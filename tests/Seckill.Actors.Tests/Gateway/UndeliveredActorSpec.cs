using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using Seckill.Actors.Gateway;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Gateway;

/// <summary>Messages to an actor that has stopped, as they end when an item moves.</summary>
public sealed class UndeliveredActorSpec : TestKit, IAsyncLifetime
{
    private static readonly ItemId Item = ItemId.Parse("phone");

    private IActorRef _gone = ActorRefs.Nobody;

    public UndeliveredActorSpec(ITestOutputHelper output)
        : base("akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }", output: output)
    {
    }

    public async Task InitializeAsync()
    {
        var postman = Sys.ActorOf(Props.Create(() => new UndeliveredActor()));
        await postman.Ask<ActorIdentity>(new Identify(null));
        _gone = Sys.ActorOf(Props.Empty);
        await _gone.GracefulStop(TimeSpan.FromSeconds(20));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_batch_that_finds_no_item_is_told_so()
    {
        _gone.Tell(new CommandBatch(Item, [new PauseSale()]), TestActor);

        await ExpectMsgAsync<NotDelivered>();
    }

    [Fact]
    public async Task A_question_that_finds_no_item_is_told_so()
    {
        _gone.Tell(new FindOrder(Item, 1), TestActor);

        await ExpectMsgAsync<NotDelivered>();
    }

    [Fact]
    public async Task What_a_full_region_drops_is_told_so()
    {
        var dropped = new Dropped(new CommandBatch(Item, [new PauseSale()]), "its buffer is full", TestActor, _gone);

        Sys.EventStream.Publish(dropped);

        await ExpectMsgAsync<NotDelivered>();
    }

    [Fact]
    public async Task A_letter_within_a_letter_is_answered_once_and_to_its_own_sender()
    {
        var inner = new Dropped(new FindOrder(Item, 1), "its buffer is full", TestActor, _gone);

        Sys.EventStream.Publish(new DeadLetter(inner, CreateTestProbe().Ref, _gone));

        await ExpectMsgAsync<NotDelivered>();
        await ShouldHaveSaidNoMoreAsync();
    }

    [Fact]
    public async Task Nobody_waits_for_an_answer_to_anything_else()
    {
        _gone.Tell(new WakeItem(Item), TestActor);
        _gone.Tell(new GetHolders(Item), TestActor);
        _gone.Tell("gossip", TestActor);

        await ShouldHaveSaidNoMoreAsync();
    }

    /// <summary>The postman takes letters in their order: what it answers next is the one that is sent now.</summary>
    private async Task ShouldHaveSaidNoMoreAsync()
    {
        _gone.Tell(new FindOrder(Item, 1), TestActor);
        await ExpectMsgAsync<NotDelivered>();
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }
}
