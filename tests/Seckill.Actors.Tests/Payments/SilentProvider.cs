using System.Collections.Concurrent;
using Seckill.Actors.Payments;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Tests.Payments;

/// <summary>
/// A payment provider that answers a call when the test says so, and never notices that nobody waits any more: a call that hangs.
/// </summary>
internal sealed class SilentProvider : IRefunds, IPaymentInquiry
{
    public sealed record Call<T>(ItemId Item, IReadOnlyList<long> Orders, PaymentId? Payment, TaskCompletionSource<T> Answer);

    public BlockingCollection<Call<bool>> Refunds { get; } = [];

    public BlockingCollection<Call<IReadOnlyList<long>>> Lookups { get; } = [];

    public BlockingCollection<Call<IReadOnlyList<ReceivedPayment>>> Inquiries { get; } = [];

    public Task RefundAsync(OrderId order, PaymentId payment, Money amount, CancellationToken cancellation) =>
        Take(Refunds, order.Item, [order.Sequence], payment);

    public Task<IReadOnlyList<long>> FindOpenAsync(ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation) =>
        Take(Lookups, item, sequences, null);

    public Task<IReadOnlyList<ReceivedPayment>> FindPaidAsync(ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation) =>
        Take(Inquiries, item, sequences, null);

    private static Task<T> Take<T>(BlockingCollection<Call<T>> calls, ItemId item, IReadOnlyList<long> orders, PaymentId? payment)
    {
        var call = new Call<T>(item, orders, payment, new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously));
        calls.Add(call);
        return call.Answer.Task;
    }
}
