using Seckill.Actors.Board;
using Seckill.Host.Hosting;
using Seckill.Host.Payments.Sandbox;

namespace Seckill.Host.FirstRun;

/// <summary>In Development: lists the demo campaign on an empty store, and says what can be done now, in lines to paste.</summary>
internal sealed class Welcome(
    Board board, DemoCampaign campaign, OwnAddress address, IHostApplicationLifetime lifetime, ILogger<Welcome> log) : BackgroundService
{
    /// <summary>Whether the campaign may still have to be listed; the node is not ready until it is.</summary>
    public bool IsPending { get; private set; } = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await lifetime.WhenStartedAsync(stoppingToken)) return;
        await board.WhenComplete.WaitAsync(stoppingToken);
        var isFirstRun = board.Count == 0;
        var isListed = !isFirstRun || await TryListAsync(stoppingToken);
        IsPending = false;
        if (!isListed) return;
        if (address.Find() is { } here) Console.WriteLine(isFirstRun ? Greeting(here) : Reminder(here));
    }

    private async Task<bool> TryListAsync(CancellationToken stopping)
    {
        try
        {
            await campaign.ListAsync(stopping);
            return true;
        }
        catch (InvalidOperationException error)
        {
            log.LogWarning("The demo campaign is not complete: {Reason}", error.Message);
            return false;
        }
    }

    private static string Reminder(Uri here) => $"""

        SeckillAkka   {here}scalar (try it)   {here}api/items (what is on sale)
        """;

    private static string Greeting(Uri here) => $$"""

        SeckillAkka is selling at {{here}} with a demo campaign. In another terminal:

          TOKEN=$(curl -s {{here}}api/dev/tokens -H 'Content-Type: application/json' -d '{"sub":"alice"}' | cut -d'"' -f4)
          curl -i -X POST {{here}}api/items/{{DemoCampaign.OpenItem}}/orders -H "Authorization: Bearer $TOKEN"
          curl -s {{here}}api/orders -H "Authorization: Bearer $TOKEN"

        All operations, to try in the browser: {{here}}scalar
        """;
}
