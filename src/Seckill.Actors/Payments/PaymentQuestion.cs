using System.Collections.Immutable;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Payments;

/// <summary>An item asks which of its due orders were paid. Stays on the node.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Number">Tells the questions of one item apart. A question that is asked again keeps its number.</param>
/// <param name="Sequences">The orders; at most <see cref="OrdersMax"/>.</param>
public sealed record PaymentQuestion(ItemId ItemId, long Number, ImmutableArray<long> Sequences)
{
    /// <summary>Orders in one question. A question is one query of the shop's own book.</summary>
    public const int OrdersMax = 2_000;
}

/// <summary>
/// The answer to a question, or to a part of it: orders without an open payment are answered first. What the provider does not answer
/// stays unanswered; the item does not wait for ever.
/// </summary>
/// <param name="Number">The question.</param>
/// <param name="Sequences">The orders that this answers for.</param>
/// <param name="Paid">The money that came for them. An order that is not among it was not paid.</param>
public sealed record PaymentAnswer(long Number, ImmutableArray<long> Sequences, ImmutableArray<ReceivedPayment> Paid);
