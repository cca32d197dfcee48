using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Payments;

/// <summary>
/// Records signed reports of money that cannot be read: a field that we need is missing, or is not as agreed with the provider. The money
/// has moved all the same, so each report is counted, and the log names the payment, in at most one line a second.
/// </summary>
internal sealed class UnreadableReports(ILogger<UnreadableReports> log, TimeProvider time)
{
    private static readonly Counter<long> Unreadable = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.payment.unreadable", "{webhook}", "Signed reports of money that cannot be read.");

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly LogThrottle _throttle = new(time, TimeSpan.FromSeconds(1));

    /// <summary>Makes the counter appear with 0 once an exporter listens.</summary>
    public static void Announce() => Unreadable.Add(0);

    /// <summary>Reads the payment and the amount of such a report, as far as possible; null for what cannot be read.</summary>
    public static (PaymentId? Payment, Money? Amount) Salvage(ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith(Encoding.UTF8.Preamble)) json = json[Encoding.UTF8.Preamble.Length..];
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            // The head has been read already, so this is an object.
            if (!document.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object) return default;
            var payment = PaymentId.TryParse(TextOf(data, "paymentId"), out var id) ? id : (PaymentId?)null;
            var isRead = data.TryGetProperty("amount", out var units) & Money.TryCreate(NumberOf(units), TextOf(data, "currency"), out var money);
            return (payment, isRead ? money : null);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A repeated field, of which either could be meant; or a name that is not text.
            return default;
        }
    }

    /// <summary>Counts and logs a report.</summary>
    public void Note(PaymentId? payment, Problem refusal)
    {
        Unreadable.Add(1);
        if (!_throttle.IsOpen(out var untold)) return;
        log.LogError(
            "A signed webhook reports money, but cannot be read ({Reason}). Payment: {Payment}. Money of a payment that the book knows is "
            + "refunded; look for any other at the provider ({Untold} more since the last line).",
            refusal.Detail, payment?.Value ?? "not readable", untold);
    }

    private static string? TextOf(JsonElement data, string field)
    {
        if (!data.TryGetProperty(field, out var text) || text.ValueKind != JsonValueKind.String) return null;
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate, or bytes that are not UTF-8. Only reading the text shows that.
            return null;
        }
    }

    /// <summary>A whole number; -1, which is not an amount, for anything else.</summary>
    private static long NumberOf(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : -1;
}
