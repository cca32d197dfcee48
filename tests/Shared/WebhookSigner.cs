using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Seckill.Testing;

/// <summary>
/// A payment provider's side of a webhook, written from the Standard Webhooks specification and not from the product's code:
/// <c>v1,base64(hmac-sha256(secret, "{id}.{timestamp}.{body}"))</c>.
/// </summary>
public sealed class WebhookSigner(byte[] key)
{
    private const string Prefix = "whsec_";

    /// <summary>Signs with a secret as the official libraries read it: base64, with or without <c>whsec_</c> before it.</summary>
    public WebhookSigner(string secret)
        : this(Convert.FromBase64String(secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret))
    {
    }

    /// <summary>A signed report of money that has arrived.</summary>
    public HttpRequestMessage Succeeded(
        string orderId, string paymentId, long amount, string currency = "CNY", DateTimeOffset? at = null) =>
        Request("payment.succeeded", orderId, paymentId, amount, currency, at);

    /// <summary>A signed report about a payment.</summary>
    public HttpRequestMessage Request(
        string type, string orderId, string paymentId, long amount, string currency = "CNY", DateTimeOffset? at = null)
    {
        var body = JsonSerializer.Serialize(new { type, data = new { paymentId, orderId, amount, currency } });
        return Sign(body, $"evt-{Guid.NewGuid():N}", at ?? DateTimeOffset.UtcNow);
    }

    /// <summary>Any body, signed.</summary>
    public HttpRequestMessage Sign(string body, string eventId, DateTimeOffset at) => SignBytes(Encoding.UTF8.GetBytes(body), eventId, at);

    /// <summary>Any bytes, signed.</summary>
    public HttpRequestMessage SignBytes(byte[] body, string eventId, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{eventId}.{timestamp}."), .. body];
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/payments/webhook") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.Add("webhook-id", eventId);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}");
        return request;
    }
}
