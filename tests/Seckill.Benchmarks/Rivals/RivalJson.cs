using System.Text.Json.Serialization;

namespace Seckill.Benchmarks.Rivals;

/// <summary>Money as the contract has it.</summary>
internal sealed record RivalMoney(long Amount, string Currency);

/// <summary>An order with the same fields as the host's.</summary>
internal sealed record RivalOrder(
    string OrderId, string ItemId, string BuyerId, int Quantity, RivalMoney UnitPrice, RivalMoney Amount, string Status,
    DateTime CreatedAt, DateTime PayBefore, DateTime? PaidAt, DateTime? ClosedAt, string? PaymentId);

/// <summary>Source-generated, as the host's.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RivalOrder))]
[JsonSerializable(typeof(RivalCounts))]
internal sealed partial class RivalJson : JsonSerializerContext;
