using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>An item's unsettled refunds. The item sends it when one falls due, and repeats it until settled. Stays on the node.</summary>
public sealed record RefundsOwed(ItemId ItemId, ImmutableArray<OwedRefund> Refunds);

/// <summary>One payment to refund.</summary>
public readonly record struct OwedRefund(long Sequence, PaymentId Payment, Money Amount);
