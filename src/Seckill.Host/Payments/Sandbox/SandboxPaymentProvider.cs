using Seckill.Actors.Payments;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage;
using Seckill.Storage.Payments;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>
/// The built-in provider: a real page and real signed webhooks, but no money. It keeps its own book, as another company would.
/// </summary>
internal sealed class SandboxPaymentProvider(SandboxPaymentStore book, SandboxPaymentPages pages, StoragePatience patience) : IPaymentProvider
{
    public async Task<ProviderPayment> OpenAsync(Order order, CancellationToken cancellation) =>
        Of(await patience.WithinAsync(token => book.OpenAsync(order.Id, order.Amount, order.PayBefore, token), cancellation));

    public async Task<ProviderPayment?> FindAsync(PaymentId payment, CancellationToken cancellation) =>
        await patience.WithinAsync(token => book.FindAsync(payment, token), cancellation) is { } found ? Of(found) : null;

    public Task<IReadOnlyList<ReceivedPayment>> CancelAsync(OrderId order, CancellationToken cancellation) =>
        patience.WithinAsync(token => FindPaidAsync(order.Item, [order.Sequence], token), cancellation);

    public Task RefundAsync(OrderId order, PaymentId payment, Money amount, CancellationToken cancellation) =>
        book.RefundAsync(order, payment, amount, cancellation);

    /// <summary>The provider's book and the shop's are the same.</summary>
    public async Task<IReadOnlyList<long>> FindOpenAsync(ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation) =>
    [
        .. (await patience.WithinAsync(token => book.FindLiveAsync(OrdersOf(item, sequences), token), cancellation))
            .Select(payment => payment.Order.Sequence),
    ];

    public async Task<IReadOnlyList<ReceivedPayment>> FindPaidAsync(
        ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation) =>
    [
        .. (await book.CloseAsync(OrdersOf(item, sequences), cancellation))
            .Select(payment => new ReceivedPayment(payment.Order.Sequence, payment.Id, payment.Amount, payment.PaidAt)),
    ];

    public Task<IReadOnlyList<ListedPayment>> ListAsync(ItemId item, PaymentCursor? after, int limit, CancellationToken cancellation) =>
        pages.ListAsync(item, after, limit, cancellation);

    public Task<IReadOnlyList<ItemId>> ListItemsAsync(CancellationToken cancellation) => pages.ListItemsAsync(cancellation);

    private static OrderId[] OrdersOf(ItemId item, IReadOnlyList<long> sequences) => [.. sequences.Select(sequence => new OrderId(item, sequence))];

    private static ProviderPayment Of(SandboxPayment payment) => new(
        payment.Id, payment.Order, payment.Amount, payment.ExpiresAt,
        new Uri(SandboxEndpoints.PageOf(payment.Id), UriKind.Relative))
    {
        PaidAt = payment.PaidAt,
        IsLive = payment.Status is SandboxPaymentStatus.Open or SandboxPaymentStatus.Succeeded,
    };
}
