using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>An item's late money, said by the item when it falls due and again until it is settled. Stays on the node.</summary>
public sealed record RefundsOwed(ItemId ItemId, ImmutableArray<OwedRefund> Refunds);

/// <summary>One payment that has to go back.</summary>
public readonly record struct OwedRefund(long Sequence, PaymentId Payment, Money Amount);
