using Seckill.Faults.Receipts;
using Seckill.Faults.Topology;
using Seckill.Testing;

namespace Seckill.Faults.Shoppers;

/// <summary>
/// Buyers' money, and a payment provider whose reports come late, twice, in the wrong order and at any node, but who repeats each
/// until it is acknowledged, as the contract demands. It reports only money that the sandbox has really taken, so that ledger and
/// provider must agree in the end.
/// </summary>
internal sealed class Till(Counter counter, ReceiptBook receipts, Bookcase bookcase)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly WebhookSigner _provider = new(SaleCluster.WebhookSecret);

    /// <summary>Pays an order, in one of the ways in which things go wrong.</summary>
    public async Task PayAsync(Intent intent, string badge, Random random, CancellationToken giveUp)
    {
        if (await OpenAsync(intent, badge, random, giveUp) is not { } money) return;
        var fate = random.Next(6);
        switch (fate)
        {
            case 0:
                // Declined by mistake and paid again: the first report comes after the second.
                await PressAsync(money, "decline", random, giveUp);
                if (await OpenAsync(intent, badge, random, giveUp) is not { } second) return;
                if (await TakeAsync(second, random, giveUp)) await ReportAsync(second, random, giveUp);
                await FailAsync(money, random);
                return;
            case 1:
                // Paid and given up at the same moment: the money has to come back if the cancellation is first.
                await Task.WhenAll(TakeAsync(money, new Random(random.Next()), giveUp), GiveUpAsync(intent, badge, new Random(random.Next()), giveUp));
                break;
            default:
                await TakeAsync(money, random, giveUp);
                break;
        }

        if (!money.IsTaken) return;
        switch (fate)
        {
            case 2:
                await Task.WhenAll(ReportAsync(money, new Random(random.Next()), giveUp), ReportAsync(money, new Random(random.Next()), giveUp));
                break;
            case 3:
                await FailAsync(money, random);
                await ReportAsync(money, random, giveUp);
                break;
            case 4:
                await ReportAsync(money, random, giveUp);
                await FailAsync(money, random);
                await ReportAsync(money, random, giveUp);
                break;
            default:
                await ReportAsync(money, random, giveUp);
                break;
        }
    }

    /// <summary>Finds out whether the sandbox has taken money that nobody has reported yet, and reports it then.</summary>
    public async Task SettleAsync(Money money, Random random)
    {
        if (await Books.IsTakenAsync(bookcase, money.PaymentId)) money.IsTaken = true;
        if (money.IsTaken) await ReportAsync(money, random, CancellationToken.None);
    }

    /// <summary>Pays on the sandbox's page; false when it has not taken the money, because the order has ended or nobody answers.</summary>
    private async Task<bool> TakeAsync(Money money, Random random, CancellationToken giveUp)
    {
        await PressAsync(money, "pay", random, giveUp);
        return money.IsTaken = await Books.IsTakenAsync(bookcase, money.PaymentId);
    }

    private async Task PressAsync(Money money, string button, Random random, CancellationToken giveUp) => await counter.InsistAsync(
        new Call(HttpMethod.Post, $"/sandbox/payments/{money.PaymentId}/{button}"), random, Bound, giveUp: giveUp);

    private async Task GiveUpAsync(Intent intent, string badge, Random random, CancellationToken giveUp)
    {
        var heard = await counter.InsistAsync(
            new Call(HttpMethod.Post, $"/api/orders/{intent.OrderId}/cancel") { Badge = badge }, random, Bound, giveUp: giveUp);
        if (heard.Status == 200) intent.IsCancelled = true;
    }

    /// <summary>Opens a payment for an order, or finds the one that is open; null when the order cannot be paid any more.</summary>
    private async Task<Money?> OpenAsync(Intent intent, string badge, Random random, CancellationToken giveUp)
    {
        var opened = await counter.InsistAsync(
            new Call(HttpMethod.Post, $"/api/orders/{intent.OrderId}/payment") { Badge = badge }, random, Bound, giveUp: giveUp);
        if (opened.Status != 201) return null;
        var amount = Market.UnitPrice * intent.Quantity;
        if ((long)opened.Body!["amount"]!["amount"]! != amount) receipts.Complain($"{intent.OrderId}: asked for another amount than {amount}");
        return receipts.NewMoney(intent.OrderId!, (string)opened.Body["paymentId"]!, amount);
    }

    /// <summary>Reports money until somebody has acknowledged it.</summary>
    private async Task ReportAsync(Money money, Random random, CancellationToken giveUp)
    {
        var call = new Call(HttpMethod.Post, "") { Custom = () => _provider.Succeeded(money.OrderId, money.PaymentId, money.Amount) };
        Heard heard;
        var until = Environment.TickCount64 + (long)Bound.TotalMilliseconds;
        while ((heard = await counter.InsistAsync(call, random, Bound, giveUp: giveUp)).Code == "order_not_found")
        {
            // Anything but 204 means to send it again.
            receipts.Deny($"{money.OrderId} to the payment provider");
            if (Environment.TickCount64 > until) break;
            await Pause.ForAsync(500);
        }

        if (heard.Status == 204) money.IsAcknowledged = true;
        else if (!heard.AsksForRepeat) receipts.Complain($"{money.PaymentId}: refused with {heard.Status} {heard.Body?.ToJsonString()}");
    }

    private async Task FailAsync(Money money, Random random) => await counter.AskAsync(
        new Call(HttpMethod.Post, "")
        {
            Custom = () => _provider.Request("payment.failed", money.OrderId, money.PaymentId, money.Amount),
        },
        random);
}
