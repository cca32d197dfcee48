using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Projections;

/// <summary>Which orders of an item are wanted; a member that is null lets all pass.</summary>
/// <param name="Status">Only orders of this status.</param>
/// <param name="Buyer">Only orders of this buyer.</param>
public readonly record struct OrderFilter(OrderStatus? Status = null, BuyerId? Buyer = null);
