using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Storage;

namespace Seckill.Host.Payments;

/// <summary>
/// Closes the payment of an order that its buyer has cancelled, so that nobody pays for it by mistake. The order is cancelled whether or
/// not the provider can be told: until the deadline a payment that stayed open may still take money, and the item sends that back.
/// Repeating the cancellation tells the provider again.
/// </summary>
internal sealed class PaymentCloser(IPaymentProvider provider, OutageLog outages)
{
    /// <summary>Tells the provider, for as long as a wait for the tables may take. Never throws for an outage.</summary>
    public async Task CloseAsync(OrderId order)
    {
        try
        {
            // Not with the request's own cancellation: the order has ended, even if nobody waits for the answer any more.
            await provider.CancelAsync(order, CancellationToken.None);
        }
        catch (StorageUnavailableException outage)
        {
            outages.Tell("The payment of a cancelled order stays open until its deadline", outage);
        }
    }
}
