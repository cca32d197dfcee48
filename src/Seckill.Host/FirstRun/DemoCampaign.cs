using Seckill.Actors.Board;
using Seckill.Actors.Gateway;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.FirstRun;

/// <summary>Something to buy on an empty store, so that a newcomer sees a sale first.</summary>
internal sealed class DemoCampaign(Board board, ItemGateway gateway, TimeProvider time, ILogger<DemoCampaign> log)
{
    public const string OpenItem = "demo-open";

    private const string Name = "demo";
    private const int PaymentWindowSeconds = 300;
    private const int TriesMax = 20;

    /// <summary>What the operations log says of it: no operator has listed these items.</summary>
    private static readonly Attribution Itself = new() { Actor = BuyerId.Parse("first-run"), Reason = "demo campaign" };

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Length = TimeSpan.FromDays(7);

    /// <summary>Lists the campaign: an item that is open, one that opens in a minute, and one with five units.</summary>
    public async Task ListAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await ListAsync(OpenItem, "Phone at a tenth of the price", "The price before is what shops usually ask.", stock: 500, now, cancellation);
        await ListAsync(
            "demo-soon", "Headphones, a minute later", "The button is grey until the start.", stock: 100, now + TimeSpan.FromMinutes(1), cancellation);
        await ListAsync("demo-five", "Only five of these", "When all are taken, watch what the page says.", stock: 5, now, cancellation);
    }

    private async Task ListAsync(
        string itemId, string title, string description, long stock, DateTimeOffset startsAt, CancellationToken cancellation)
    {
        var terms = new ItemTerms(
            title, Name, Money.Create(9900, "CNY"), startsAt, startsAt + Length, perBuyerLimit: 1,
            TimeSpan.FromSeconds(PaymentWindowSeconds), ticketRequired: false)
        {
            Presentation = new ItemPresentation { Description = description, ListPrice = 99_000 },
        };
        var (item, listing) = (ItemId.Parse(itemId), new ListItem(terms, stock, ExpectedVersion: null) { By = Itself });
        var reply = await gateway.SendAsync(item, listing, cancellation);
        // A cold process on a slow machine may answer late. A repeat does not change what the first attempt has done.
        for (var tries = 1; reply.Outcome is Outcome.OutcomeUnknown or Outcome.Overloaded && tries < TriesMax; tries++)
        {
            await Task.Delay(Pause, time, cancellation);
            reply = await gateway.SendAsync(item, listing, cancellation);
        }

        if (reply.Status is not null) board.Observe(reply.Status);
        else log.LogWarning("The demo item {Item} could not be listed: {Outcome}", itemId, reply.Outcome);
    }
}
