using System.Globalization;
using Seckill.Actors.Health;
using Seckill.Testing;
using Shouldly;

namespace Seckill.Host.Tests.Trust;

/// <summary>
/// A host that has lost a part of itself. Each case starts a host and waits for its end, most of the time for timers: so the parts are spread
/// over several classes, which run beside each other.
/// </summary>
public abstract class LostPart
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    protected LostPart() => Port = HostProcess.FreePort();

    /// <summary>The host's remoting port, which lets everybody in.</summary>
    protected int Port { get; }

    protected HostProcess NewHost() => new(new Dictionary<string, string>
    {
        ["Seckill__Cluster__Port"] = Port.ToString(CultureInfo.InvariantCulture),
    });

    protected async Task ShouldEndTheHostAsync(string part)
    {
        await using var host = NewHost();
        await host.StartReadyAsync(Patience);
        await using var intruder = new Intruder(Port, certificate: null);

        // A message to another process is delivered at most once, so it is repeated until it was.
        var exit = host.WaitForExitAsync(Patience);
        using var again = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do intruder.Poison(part);
        while (!exit.IsCompleted && await again.WaitForNextTickAsync());

        (await exit).ShouldBe(WatchdogActor.PartEnded.Code, host.Output);
        // A part may take others along. The one whose end is heard first is named.
        host.Output.ShouldMatch(@"/\S+ has ended, and this node cannot work without it");
    }
}
