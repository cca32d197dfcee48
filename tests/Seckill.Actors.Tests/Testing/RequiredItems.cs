using Akka.Actor;
using Akka.Hosting;
using Seckill.Actors.Items;

namespace Seckill.Actors.Tests.Testing;

/// <summary>Hands an actor the shard region that a test chooses.</summary>
internal sealed class RequiredItems(IActorRef items) : IRequiredActor<ItemActor>
{
    public IActorRef ActorRef => items;

    public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(items);
}
