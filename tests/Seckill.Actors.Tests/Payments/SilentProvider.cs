using System.Threading.Channels;
using Seckill.Actors.Payments;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Tests.Payments;

/// <summary>
/// A payment provider that answers a call when the test says so, and never notices that nobody waits any more: a call that hangs.
/// </summary>
internal sealed class SilentProvider : IRefunds, IPaymentInquiry
{
    public sealed record Call<T>(ItemId Item, IReadOnlyList<long> Orders, PaymentId? Payment, TaskCompletionSource<T> Answer);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Channel<Call<bool>> Refunds { get; } = Channel.CreateUnbounded<Call<bool>>();

    public Channel<Call<IReadOnlyList<long>>> Lookups { get; } = Channel.CreateUnbounded<Call<IReadOnlyList<long>>>();

    public Channel<Call<IReadOnlyList<ReceivedPayment>>> Inquiries { get; } = Channel.CreateUnbounded<Call<IReadOnlyList<ReceivedPayment>>>();

    /// <summary>The next call of a kind, once it comes.</summary>
    public static async Task<Call<T>> NextAsync<T>(Channel<Call<T>> calls)
    {
        using var limit = new CancellationTokenSource(Patience);
        return await calls.Reader.ReadAsync(limit.Token);
    }

    public Task RefundAsync(OrderId order, PaymentId payment, Money amount, CancellationToken cancellation) =>
        Take(Refunds, order.Item, [order.Sequence], payment);

    public Task<IReadOnlyList<long>> FindOpenAsync(ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation) =>
        Take(Lookups, item, sequences, null);

    public Task<IReadOnlyList<ReceivedPayment>> FindPaidAsync(ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation) =>
        Take(Inquiries, item, sequences, null);

    private static Task<T> Take<T>(Channel<Call<T>> calls, ItemId item, IReadOnlyList<long> orders, PaymentId? payment)
    {
        // Whoever answers goes on only when the answer is in the asker's mailbox, so that answers keep their order.
        var call = new Call<T>(item, orders, payment, new TaskCompletionSource<T>());
        calls.Writer.TryWrite(call);
        return call.Answer.Task;
    }
}
