using System.Collections.Immutable;
using Seckill.Domain.Items.Memory;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Scenarios;

/// <summary>What an account says, in the same form however it is kept.</summary>
internal static class BuyerAccounts
{
    /// <summary>Sequences of the orders that hold or own units, oldest first.</summary>
    public static IReadOnlyList<long> ActiveOrders(this BuyerAccount account) =>
        [.. Enumerable.Range(0, account.ActiveCount).Select(account.ActiveAt)];

    /// <summary>The buyer's remembered orders by idempotency key.</summary>
    public static IReadOnlyDictionary<IdempotencyKey, long> Keys(this BuyerAccount account) =>
        account.Many?.Keys ?? (account.Only?.Key is { } key
            ? ImmutableDictionary<IdempotencyKey, long>.Empty.Add(key, account.Only.Sequence)
            : ImmutableDictionary<IdempotencyKey, long>.Empty);
}
