using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Seckill.Host.Wire;

namespace Seckill.Host.Payments;

/// <summary>A payment that a buyer can make.</summary>
internal sealed record PaymentResource(
    string PaymentId,
    [property: Description("The provider's page, where the buyer pays.")] string PayUrl,
    MoneyResource Amount,
    [property: Description("Until when paying is in time.")] DateTimeOffset ExpiresAt);

/// <summary>What the provider reports. A provider may add fields at any time; those that are not ours to read are skipped.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record WebhookRequest
{
    // The attributes are for the OpenAPI document; WebhookReceiver checks the values.
    public const string Succeeded = "payment.succeeded";
    public const string Failed = "payment.failed";

    [Required]
    [Description($"`{Succeeded}` or `{Failed}`. Any other event is acknowledged and ignored, whatever its `data` is.")]
    public string? Type { get; init; }

    [Required]
    public WebhookDataRequest? Data { get; init; }
}

/// <summary>The payment that a webhook tells of.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record WebhookDataRequest
{
    [Required]
    public string? PaymentId { get; init; }

    [Required]
    public string? OrderId { get; init; }

    [Required]
    [Description("Minor units. Anything but the order's amount is refunded.")]
    public long? Amount { get; init; }

    [Required]
    [Description("Anything but the order's currency is refunded.")]
    public string? Currency { get; init; }
}
