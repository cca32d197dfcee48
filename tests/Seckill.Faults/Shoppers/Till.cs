using Seckill.Faults.Receipts;
using Seckill.Faults.Topology;
using Seckill.Testing;

namespace Seckill.Faults.Shoppers;

/// <summary>
/// Buyers' money, and a payment provider whose reports come late, twice, in the wrong order and at any node, but who repeats each
/// until it is acknowledged, as the contract demands.
/// </summary>
internal sealed class Till(Counter counter, ReceiptBook receipts)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly WebhookSigner _provider = new(SaleCluster.WebhookSecret);

    /// <summary>Pays an order, in one of the ways in which things go wrong.</summary>
    public async Task PayAsync(Intent intent, string badge, Random random, CancellationToken giveUp)
    {
        if (await OpenAsync(intent, badge, random, giveUp) is not { } money) return;
        switch (random.Next(5))
        {
            case 0:
                await Task.WhenAll(ReportAsync(money, new Random(random.Next()), giveUp), ReportAsync(money, new Random(random.Next()), giveUp));
                break;
            case 1:
                await FailAsync(money, random);
                await ReportAsync(money, random, giveUp);
                break;
            case 2:
                await ReportAsync(money, random, giveUp);
                await FailAsync(money, random);
                await ReportAsync(money, random, giveUp);
                break;
            case 3:
                // Declined by mistake and paid again: both moneys are reported, and one has to come back.
                await counter.AskAsync(new Call(HttpMethod.Post, $"/sandbox/payments/{money.PaymentId}/decline"), random);
                if (await OpenAsync(intent, badge, random, giveUp) is { } second && second.PaymentId != money.PaymentId)
                    await ReportAsync(second, random, giveUp);
                await ReportAsync(money, random, giveUp);
                break;
            default:
                await ReportAsync(money, random, giveUp);
                break;
        }
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
    public async Task ReportAsync(Money money, Random random, CancellationToken giveUp)
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
