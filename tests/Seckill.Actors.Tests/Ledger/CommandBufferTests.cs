using Akka.Actor;
using Seckill.Actors.Ledger;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;
using Waiting = Seckill.Actors.Ledger.Waiting<Seckill.Domain.Items.ItemProtocol.ICommand>;

namespace Seckill.Actors.Tests.Ledger;

public sealed class CommandBufferTests
{
    [Fact]
    public void A_batch_holds_one_wish_of_the_item_and_everything_around_it()
    {
        var buffer = new CommandBuffer<ICommand>(commandsMax: 10, batchMax: 10);
        Waiting own = new([new ExpireReservations()], Caller: null), asked = new([new UnknownCommand()], ActorRefs.Nobody);
        foreach (var waiting in (Waiting[])[asked, own, asked, own, asked]) buffer.TryAdd(waiting).ShouldBeTrue();

        buffer.TakeBatch().ShouldBe([asked, own, asked]);
        buffer.TakeBatch().ShouldBe([own, asked]);
        buffer.IsEmpty.ShouldBeTrue();
    }
}
