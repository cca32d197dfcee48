using Seckill.Actors.Items;
using Seckill.Actors.Payments;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Storage;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Payments;

/// <summary>
/// Closes the payment of an order that its buyer has cancelled, so that nobody pays for it by mistake. Money that the provider has taken
/// already is reported to the item, which sends it back: the provider's own report may be lost. The order is cancelled whether or not
/// the provider can be told: until the deadline a payment that stayed open may still take money, and the item sends that back too.
/// Repeating the cancellation tells the provider again.
/// </summary>
internal sealed class PaymentCloser(IPaymentProvider provider, ItemGateway gateway, OutageLog outages, ILogger<PaymentCloser> log)
{
    /// <summary>Tells the provider, for as long as a wait for the tables may take. Never throws for an outage.</summary>
    public async Task CloseAsync(OrderId order)
    {
        try
        {
            // Not with the request's own cancellation: the order has ended, even if nobody waits for the answer any more.
            var paid = await provider.CancelAsync(order, CancellationToken.None);
            foreach (var money in ReceivedPayment.ConfirmationsOf(paid)) await ReportAsync(order, money);
        }
        catch (StorageUnavailableException outage)
        {
            outages.Tell("The payment of a cancelled order stays open until its deadline", outage);
        }
    }

    private async Task ReportAsync(OrderId order, ConfirmPayment money)
    {
        var reply = await gateway.SendAsync(order.Item, money, CancellationToken.None);
        if (reply.Outcome is Outcome.RefundDue or Outcome.Paid) return;
        log.LogWarning(
            "Order {Order} was cancelled although payment {Payment} had been made, and its item could not be told ({Outcome}). The money goes "
            + "back once the provider reports it, or the cancellation is repeated",
            order, money.Payment, reply.Outcome);
    }
}
