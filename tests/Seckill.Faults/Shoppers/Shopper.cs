using System.Diagnostics;
using System.Globalization;
using Seckill.Faults.Receipts;

namespace Seckill.Faults.Shoppers;

/// <summary>Goes on wanting things, one after the other, and remembers every answer.</summary>
internal sealed class Shopper(Market market, Counter counter, Till till, ReceiptBook receipts, Pulse pulse, int seed)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(40);

    private readonly Random _random = new(seed);

    public async Task ShopAsync(TimeSpan every, CancellationToken closing)
    {
        using var next = new PeriodicTimer(every);
        while (!closing.IsCancellationRequested)
        {
            await ShopOnceAsync(closing);
            await next.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Asks for an intent, again and again under its key, until somebody knows.</summary>
    public async Task<Heard> BuyAsync(Intent intent, string badge, CancellationToken giveUp)
    {
        // In a waiting room the ticket comes with the place.
        if (market.Find(intent.Item) is { TicketRequired: true, HasQueue: false } && !intent.IsWithoutRight)
            intent.Ticket ??= await GetTicketAsync(intent, badge, giveUp);
        var call = new Call(HttpMethod.Post, $"/api/items/{intent.Item}/orders")
        {
            Badge = badge, Key = intent.Key, Body = new { quantity = intent.Quantity, ticket = intent.Ticket },
        };
        var asked = Stopwatch.GetTimestamp();
        return await counter.InsistAsync(
            call, _random, Bound, isPurchase: true,
            heard =>
            {
                Remember(intent, heard, asked);
                asked = Stopwatch.GetTimestamp();
            },
            giveUp);
    }

    /// <summary>A ticket, from whichever node; null when the item does not sell.</summary>
    private async Task<string?> GetTicketAsync(Intent intent, string badge, CancellationToken giveUp)
    {
        var heard = await counter.InsistAsync(
            new Call(HttpMethod.Post, $"/api/items/{intent.Item}/ticket") { Badge = badge }, _random, Bound, giveUp: giveUp);
        if (heard.Status is not (200 or 409) && !heard.AsksForRepeat) receipts.Complain($"no ticket for {intent.Key}: {heard.Status} {heard.Code}");
        return heard.Status == 200 ? (string)heard.Body!["ticket"]! : null;
    }

    private async Task ShopOnceAsync(CancellationToken closing)
    {
        var stall = market.Draw(_random);
        var regular = _random.Next(Math.Max(1, stall.Regulars));
        var intent = receipts.NewIntent(
            stall.Item, number => string.Create(CultureInfo.InvariantCulture, $"b{(stall.Regulars > 0 ? regular : number + 1_000_000)}"),
            _random.Next(1, stall.QuantityMax + 1));
        var badge = Badges.Issue(intent.Buyer);
        var heard = await BuyAsync(intent, badge, closing);
        await FollowUpAsync(intent, badge, heard, closing);
        if (stall.TicketRequired) await TryTricksAsync(intent, badge, closing);
    }

    /// <summary>What people do after the first answer: wait for what comes back, or pay, give up, or load the page again.</summary>
    public async Task FollowUpAsync(Intent intent, string badge, Heard heard, CancellationToken closing)
    {
        if (heard.Code == "sold_out" && market.Find(intent.Item).WaitingList && _random.Next(2) == 0) await WaitAsync(intent, badge, closing);
        if (intent.OrderId is null) return;
        if (_random.Next(3) == 0) await ReadBackAsync(intent, badge);
        switch (_random.Next(100))
        {
            case < 20:
                await till.PayAsync(intent, badge, _random, closing);
                await LookWhetherPaidAsync(intent, badge);
                break;
            case < 35:
                await CancelAsync(intent, badge, closing);
                break;
            case < 50:
                // The buyer's page is loaded again: the same order, wherever it is asked.
                await BuyAsync(intent, badge, closing);
                break;
        }
    }

    /// <summary>Now and then somebody wants more than one purchase for a ticket, uses a stranger's, or comes without.</summary>
    public async Task TryTricksAsync(Intent intent, string badge, CancellationToken closing)
    {
        switch (_random.Next(100))
        {
            case < 6 when intent.Ticket is not null && intent.OrderId is not null:
                await BuyAsync(receipts.NewRepeat(intent), badge, closing);
                break;
            case < 10 when intent.Ticket is not null:
                await TrespassAsync(intent.Item, intent.Ticket, closing);
                break;
            case < 12:
                await TrespassAsync(intent.Item, ticket: null, closing);
                break;
        }
    }

    private async Task TrespassAsync(string item, string? ticket, CancellationToken closing)
    {
        var trespass = receipts.NewTrespass(item, number => string.Create(CultureInfo.InvariantCulture, $"t{number}"), ticket);
        await BuyAsync(trespass, Badges.Issue(trespass.Buyer), closing);
    }

    /// <summary>Joins the waiting list, now and then leaves again, and now and then looks who has got what came back.</summary>
    private async Task WaitAsync(Intent intent, string badge, CancellationToken closing)
    {
        var address = $"/api/items/{intent.Item}/waiting-list";
        // The ticket of a place in a waiting room is still good: a refused purchase uses none up.
        var ticket = market.Find(intent.Item) is { TicketRequired: true, HasQueue: false } ? await GetTicketAsync(intent, badge, closing) : intent.Ticket;
        var joined = await counter.InsistAsync(new Call(HttpMethod.Post, address) { Badge = badge, Body = new { ticket } }, _random, Bound, giveUp: closing);
        if (joined.Status is not (200 or 403 or 409) && !joined.AsksForRepeat)
            receipts.Complain($"{intent.Buyer} cannot wait for {intent.Item}: {joined.Status} {joined.Code}");
        if (joined.Status != 200) return;
        if (_random.Next(10) == 0) await counter.InsistAsync(new Call(HttpMethod.Delete, address) { Badge = badge }, _random, Bound, giveUp: closing);
        var place = await counter.AskAsync(new Call(HttpMethod.Get, address) { Badge = badge }, _random);
        // Whoever has an offer and asks for a unit gets the offer: at limit 1 it is the same wish.
        if (place.Status == 200 && (string?)place.Body!["state"] == "offered" && market.Find(intent.Item).Limit == 1)
            await BuyAsync(intent, badge, closing);
    }

    private void Remember(Intent intent, Heard heard, long asked)
    {
        if (heard.LeavesOpen) intent.IsOpen = true;
        if (heard.Status is not (200 or 201)) return;
        intent.Tell((string)heard.Body!["orderId"]!);
        if (heard.Status == 201) pulse.Beat(intent.Item, asked);
        if ((string?)heard.Body["buyerId"] != intent.Buyer) receipts.Complain($"{intent.Key}: somebody else's order {heard.Body.ToJsonString()}");
    }

    private async Task ReadBackAsync(Intent intent, string badge)
    {
        var read = await counter.AskAsync(new Call(HttpMethod.Get, $"/api/orders/{intent.OrderId}") { Badge = badge }, _random);
        if (read.Code == "order_not_found") receipts.Deny($"{intent.OrderId} to its buyer");
        else if (read.Status != 200 && !read.AsksForRepeat) receipts.Complain($"{intent.OrderId}: not readable after its yes: {read.Status} {read.Code}");
    }

    private async Task LookWhetherPaidAsync(Intent intent, string badge)
    {
        var read = await counter.AskAsync(new Call(HttpMethod.Get, $"/api/orders/{intent.OrderId}") { Badge = badge }, _random);
        if (read.Status == 200 && (string?)read.Body!["status"] == "paid") intent.IsPaid = true;
    }

    private async Task CancelAsync(Intent intent, string badge, CancellationToken closing)
    {
        var call = new Call(HttpMethod.Post, $"/api/orders/{intent.OrderId}/cancel") { Badge = badge };
        var heard = await counter.InsistAsync(call, _random, Bound, giveUp: closing);
        if (heard.Status == 200) intent.IsCancelled = true;
    }
}
