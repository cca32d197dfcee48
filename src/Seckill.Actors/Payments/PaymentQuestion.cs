using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>
/// An item asks which of its due orders were paid. Each of these orders is answered for by a <see cref="PaymentAnswer"/> or a
/// <see cref="PaymentSilence"/>, unless the item's patience ends first. Stays on the node.
/// </summary>
/// <param name="ItemId">The item.</param>
/// <param name="Sequences">The orders; at most <see cref="OrdersMax"/>.</param>
/// <param name="Since">When the item first asked about them, as a timestamp of the node's clock. The item's patience counts from then.</param>
public sealed record PaymentQuestion(ItemId ItemId, ImmutableArray<long> Sequences, long Since)
{
    /// <summary>Orders in one question, and in one call about several questions. A call is one query of the shop's own book.</summary>
    public const int OrdersMax = 2_000;
}

/// <summary>The answer about some orders. Orders without an open payment are answered for first.</summary>
/// <param name="Sequences">The orders that this answers for.</param>
/// <param name="Paid">The money that came for them. An order that is not among it was not paid.</param>
public sealed record PaymentAnswer(ImmutableArray<long> Sequences, ImmutableArray<ReceivedPayment> Paid);

/// <summary>An item that is stopping hands back money that it was told of, for its next incarnation.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Paid">The money.</param>
public sealed record PaymentUnheard(ItemId ItemId, ImmutableArray<ReceivedPayment> Paid);

/// <summary>Nobody could say whether these orders were paid. The item may ask again.</summary>
/// <param name="Sequences">The orders.</param>
/// <param name="WasAsked">Whether a call was made that failed or timed out; false when the question could not even be put.</param>
public sealed record PaymentSilence(ImmutableArray<long> Sequences, bool WasAsked);
