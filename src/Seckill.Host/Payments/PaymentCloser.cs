using Seckill.Actors.Gateway;
using Seckill.Actors.Payments;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Storage;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Payments;

/// <summary>
/// Closes the payment of an order that its buyer has cancelled, so that nobody pays for it by mistake. It reports money that the provider
/// has already taken to the item, which refunds it, because the provider's own report may be lost. The order is cancelled whether or not
/// the provider can be told. A payment that stayed open may still take money until the deadline, and the item refunds that too. Repeating
/// the cancellation tells the provider again.
/// </summary>
internal sealed class PaymentCloser(IPaymentProvider provider, ItemGateway gateway, OutageLog outages, ILogger<PaymentCloser> log)
{
    /// <summary>Tells the provider, within the time-out of the tables. Does not throw in an outage.</summary>
    public async Task CloseAsync(OrderId order)
    {
        try
        {
            // Not with the request's cancellation: the order has ended, even if the client no longer waits.
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
