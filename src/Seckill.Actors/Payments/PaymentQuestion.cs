using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>
/// An item asks which of its due orders were paid. For each of these orders it gets a <see cref="PaymentAnswer"/> or a
/// <see cref="PaymentSilence"/>, unless its patience ends first. Stays on the node.
/// </summary>
/// <param name="ItemId">The item.</param>
/// <param name="Sequences">The orders; at most <see cref="OrdersMax"/>.</param>
/// <param name="Since">Timestamp of the node's clock when the item first asked about them; its patience counts from then.</param>
public sealed record PaymentQuestion(ItemId ItemId, ImmutableArray<long> Sequences, long Since)
{
    /// <summary>Most orders in one question, and in one call about several questions. A call is one query of the shop's own book.</summary>
    public const int OrdersMax = 2_000;
}

/// <summary>The answer about some orders. Orders without an open payment are answered first.</summary>
/// <param name="Sequences">The answered orders.</param>
/// <param name="Paid">The money received for them. An order without money here was not paid.</param>
public sealed record PaymentAnswer(ImmutableArray<long> Sequences, ImmutableArray<ReceivedPayment> Paid);

/// <summary>A stopping item hands back money that it was told of, for its next incarnation.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Paid">The money.</param>
public sealed record PaymentUnheard(ItemId ItemId, ImmutableArray<ReceivedPayment> Paid);

/// <summary>It could not be found out whether these orders were paid. The item may ask again.</summary>
/// <param name="Sequences">The orders.</param>
/// <param name="WasAsked">Whether a call was made that failed or timed out; false when no call was made.</param>
public sealed record PaymentSilence(ImmutableArray<long> Sequences, bool WasAsked);
