using System.Collections.Immutable;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items.Memory;

/// <content>Money that buys nothing.</content>
internal sealed partial class ItemDraft
{
    private ImmutableDictionary<PaymentId, Refund> _refunds = origin.Refunds;

    public Refund? FindRefund(PaymentId payment) => _refunds.GetValueOrDefault(payment);

    private void OweRefund(RefundFellDue due, DateTimeOffset at)
    {
        _refunds = _refunds.Add(due.Payment, new Refund(due.Sequence, due.Amount, IsSettled: false) { DueAtMs = at.ToUnixTimeMilliseconds() });
        if (FindOrder(due.Sequence) is { Status: OrderStatus.Expired or OrderStatus.Cancelled } entry)
            _orders.Update(entry with { Status = OrderStatus.RefundDue, Payment = due.Payment });
    }

    private void SettleRefund(RefundSettled settled)
    {
        var refund = FindRefund(settled.Payment)
            ?? throw new InvalidOperationException($"Payment {settled.Payment} of {origin.Id} goes back although no refund is due.");
        _refunds = _refunds.SetItem(settled.Payment, refund with { IsSettled = true });
        if (FindOrder(settled.Sequence) is { Status: OrderStatus.RefundDue } entry && entry.Payment == settled.Payment)
            _orders.Update(entry with { Status = OrderStatus.Refunded });
    }
}
