using System.Globalization;
using Seckill.Faults.Receipts;

namespace Seckill.Faults.Shoppers;

/// <summary>
/// Goes to the waiting room of one item again and again, as somebody else each time: joins, looks at the place, leaves and comes back now
/// and then, and buys with the ticket of the admitted place, or lets it lapse and queues again. Remembers every place that it is told.
/// </summary>
internal sealed class RoomGuest(Stall stall, Shopper shopper, Counter counter, ReceiptBook receipts, int seed)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LapseBound = TimeSpan.FromSeconds(20);

    private readonly Random _random = new(seed);
    private readonly string _address = $"/api/items/{stall.Item}/queue";

    public async Task QueueAsync(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            await ComeOnceAsync(closing);
            await Pause.ForAsync(_random.Next(200, 1_500));
        }
    }

    /// <summary>Looks at a place until a node tells it.</summary>
    public async Task<ToldPlace?> LookAsync(Visit visit, string badge, CancellationToken closing)
    {
        var heard = await counter.InsistAsync(new Call(HttpMethod.Get, _address) { Badge = badge }, _random, Bound, giveUp: closing);
        if (heard.Status == 200) return Remember(visit, heard);
        if (!heard.AsksForRepeat) receipts.Complain($"{visit.Buyer} cannot see the place at {visit.Item}: {heard.Status} {heard.Code}");
        return null;
    }

    private async Task ComeOnceAsync(CancellationToken closing)
    {
        var intent = receipts.NewIntent(stall.Item, number => string.Create(CultureInfo.InvariantCulture, $"q{number}"), 1);
        var badge = Badges.Issue(intent.Buyer);
        var visit = await JoinAsync(intent, badge, closing);
        if (visit is not null && _random.Next(6) == 0) visit = await LeaveAndReturnAsync(visit, intent, badge, closing);
        if (visit is null || await AwaitTicketAsync(visit, badge, closing) is not { } ticket) return;
        if (_random.Next(10) == 0)
        {
            visit = await LapseAndReturnAsync(visit, intent, badge, closing);
            if (visit is null || await AwaitTicketAsync(visit, badge, closing) is not { } another) return;
            ticket = another;
        }

        intent.Ticket = ticket;
        var heard = await shopper.BuyAsync(intent, badge, closing);
        await shopper.FollowUpAsync(intent, badge, heard, closing);
        await shopper.TryTricksAsync(intent, badge, closing);
    }

    private async Task<Visit?> JoinAsync(Intent intent, string badge, CancellationToken closing)
    {
        var heard = await counter.InsistAsync(new Call(HttpMethod.Post, _address) { Badge = badge }, _random, Bound, giveUp: closing);
        if (heard.Status is not (200 or 201))
        {
            if (heard.Status != 409 && !heard.AsksForRepeat) receipts.Complain($"{intent.Buyer} cannot queue for {intent.Item}: {heard.Status} {heard.Code}");
            return null;
        }

        var visit = receipts.NewVisit(intent.Item, intent.Buyer);
        Remember(visit, heard);
        return visit;
    }

    /// <summary>Some leave for good, most come back within the grace; whatever place they get then is another stay.</summary>
    private async Task<Visit?> LeaveAndReturnAsync(Visit visit, Intent intent, string badge, CancellationToken closing)
    {
        await Pause.ForAsync(_random.Next(1, 3_000));
        await LeaveAsync(visit, badge, closing);
        if (_random.Next(3) == 0) return null;
        await Pause.ForAsync(_random.Next(1, 2_000));
        return await JoinAsync(intent, badge, closing);
    }

    /// <summary>Does not use the ticket, which must keep nobody else waiting, and queues again once it is over; null if that takes too long.</summary>
    private async Task<Visit?> LapseAndReturnAsync(Visit visit, Intent intent, string badge, CancellationToken closing)
    {
        for (var until = Environment.TickCount64 + (long)LapseBound.TotalMilliseconds; Environment.TickCount64 < until && !closing.IsCancellationRequested;)
        {
            if ((await LookAsync(visit, badge, closing))?.State == "left") return await JoinAsync(intent, badge, closing);
            await Pause.ForAsync(1_000);
        }

        return null;
    }

    private async Task LeaveAsync(Visit visit, string badge, CancellationToken closing)
    {
        visit.IsOpen = false;
        await counter.InsistAsync(new Call(HttpMethod.Delete, _address) { Badge = badge }, _random, Bound, giveUp: closing);
    }

    /// <summary>Looks again and again; null when the place is gone, patience ends, or there is nothing left to hope for.</summary>
    private async Task<string?> AwaitTicketAsync(Visit visit, string badge, CancellationToken closing)
    {
        var until = Environment.TickCount64 + _random.Next((int)PatienceMax.TotalMilliseconds);
        while (!closing.IsCancellationRequested)
        {
            var place = await LookAsync(visit, badge, closing);
            if (place?.State == "left") return null;
            if (place?.Ticket is { } ticket) return ticket;
            if (Environment.TickCount64 > until || (place?.State == "cannot_win" && _random.Next(4) == 0))
            {
                await LeaveAsync(visit, badge, closing);
                return null;
            }

            await Pause.ForAsync(_random.Next(500, 1_500));
        }

        return null;
    }

    private static ToldPlace Remember(Visit visit, Heard heard)
    {
        var body = heard.Body!;
        var place = new ToldPlace(
            (string)body["state"]!, (int?)body["position"], (string?)body["ticket"], (string)body["seedHash"]!, (string?)body["seed"]);
        visit.Tell(place);
        if (place.State == "left") visit.IsOpen = false;
        return place;
    }
}
