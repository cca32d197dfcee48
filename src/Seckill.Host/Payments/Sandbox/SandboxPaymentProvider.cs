using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.Payments;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>
/// The built-in provider: a real page and real signed webhooks, but no money. It keeps its own book, as another company would.
/// </summary>
internal sealed class SandboxPaymentProvider(SandboxPaymentStore book) : IPaymentProvider
{
    public async Task<ProviderPayment> OpenAsync(Order order, CancellationToken cancellation) =>
        Of(await book.OpenAsync(order.Id, order.Amount, order.PayBefore, cancellation));

    public async Task<ProviderPayment?> FindAsync(PaymentId payment, CancellationToken cancellation) =>
        await book.FindAsync(payment, cancellation) is { } found ? Of(found) : null;

    public Task RefundAsync(OrderId order, PaymentId payment, Money amount, CancellationToken cancellation) =>
        book.RefundAsync(order, payment, amount, cancellation);

    private static ProviderPayment Of(SandboxPayment payment) => new(
        payment.Id, payment.Order, payment.Amount, payment.ExpiresAt,
        new Uri(SandboxEndpoints.PageOf(payment.Id), UriKind.Relative));
}
