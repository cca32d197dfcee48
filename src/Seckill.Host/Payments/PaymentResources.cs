using System.ComponentModel;
using Seckill.Host.Wire;

namespace Seckill.Host.Payments;

/// <summary>A payment that a buyer can make.</summary>
internal sealed record PaymentResource(
    string PaymentId,
    [property: Description("The provider's page, where the buyer pays.")] string PayUrl,
    MoneyResource Amount,
    [property: Description("Until when paying is in time.")] DateTimeOffset ExpiresAt);

/// <summary>What the provider reports.</summary>
internal sealed record WebhookRequest
{
    public const string Succeeded = "payment.succeeded";
    public const string Failed = "payment.failed";

    [Description("`payment.succeeded` or `payment.failed`.")]
    public string? Type { get; init; }

    public WebhookData? Data { get; init; }
}

/// <summary>The payment that a webhook tells of.</summary>
internal sealed record WebhookData
{
    public string? PaymentId { get; init; }

    public string? OrderId { get; init; }

    [Description("Minor units; must be the order's amount.")]
    public long? Amount { get; init; }

    [Description("Must be the order's currency.")]
    public string? Currency { get; init; }
}
