using Akka.Actor;
using Akka.Hosting;
using Seckill.Actors.Settings;

namespace Seckill.Actors.Tests.Testing;

/// <summary>The settings as parts of the engine get them, played by a test.</summary>
internal sealed class RequiredSettings(IActorRef settings) : IRequiredActor<SettingsActor>
{
    public IActorRef ActorRef => settings;

    public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(settings);
}
