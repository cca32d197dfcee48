using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Health;
using Seckill.Host.Hosting;
using Seckill.Host.Listening;
using ClusterSettings = Seckill.Actors.Hosting.ClusterSettings;

namespace Seckill.Host.FirstRun;

/// <summary>In Development: lists the demo campaign on an empty store, and prints commands to paste.</summary>
internal sealed class Welcome(
    Board board, WarmUp warmUp, DemoCampaign campaign, ActorSystem system, OwnAddress address, IOptions<ClusterSettings> settings,
    TimeProvider time, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Whether the campaign may still have to be listed; until then the node is not ready.</summary>
    public bool IsPending { get; private set; } = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.WhenStartedAsync(stoppingToken)) return;
        await board.WhenComplete.WaitAsync(stoppingToken);
        using var look = new PeriodicTimer(LookEvery, time);
        while (!warmUp.IsDone) await look.WaitForNextTickAsync(stoppingToken);

        // If several nodes start on one empty store, only one lists.
        var cluster = Cluster.Get(system);
        var isFirstRun = board.Count == 0 && cluster.State.Leader == cluster.SelfAddress;
        if (isFirstRun) await campaign.ListAsync(stoppingToken);
        IsPending = false;
        // A node without the role serves none of these commands.
        if (settings.Value.IsWeb && address.Find() is { } here) Console.WriteLine(isFirstRun ? Greeting(here) : Reminder(here));
    }

    private static string Reminder(Uri here) => $"""

        SeckillAkka   {here} (the sale)   {here}scalar (all operations)
        """;

    private static string Greeting(Uri here) => $$"""

        The sale is open: {{here}}
        Buy there in the browser, or in another terminal:

          TOKEN=$(curl -s {{here}}api/dev/tokens -H 'Content-Type: application/json' -d '{"sub":"alice"}' | cut -d'"' -f4)
          curl -i -X POST {{here}}api/items/{{DemoCampaign.OpenItem}}/orders -H "Authorization: Bearer $TOKEN"
          curl -s {{here}}api/orders -H "Authorization: Bearer $TOKEN"

        All operations, to try in the browser: {{here}}scalar
        """;
}
