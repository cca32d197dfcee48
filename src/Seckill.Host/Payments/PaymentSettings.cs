using System.Text;
using Microsoft.Extensions.Options;

namespace Seckill.Host.Payments;

/// <summary>What the payment provider and this service share (configuration section <c>Seckill:Payments</c>).</summary>
internal sealed class PaymentSettings
{
    public const string Section = "Seckill:Payments";

    /// <summary>
    /// Signs webhooks in Development unless another secret is set. No secret: the sandbox page there takes "money" from anybody.
    /// It is refused everywhere else.
    /// </summary>
    public const string DevelopmentSecret = "whsec_c2Vja2lsbC1kZXZlbG9wbWVudC13ZWJob29rLXNlY3JldA==";

    private const string Base64Prefix = "whsec_";

    /// <summary>Shortest secret outside Development, in bytes.</summary>
    private const int SecretBytesMin = 16;

    /// <summary>
    /// The secret that signs webhooks (Standard Webhooks): <c>whsec_</c> and the key in base64, or any other text, whose UTF-8 bytes
    /// are the key.
    /// </summary>
    public string? WebhookSecret { get; set; }

    /// <summary>The key itself; null when the text after <c>whsec_</c> is not base64.</summary>
    public byte[]? WebhookKey
    {
        get
        {
            var secret = WebhookSecret ?? "";
            if (!secret.StartsWith(Base64Prefix, StringComparison.Ordinal)) return Encoding.UTF8.GetBytes(secret);
            var key = new byte[secret.Length];
            return Convert.TryFromBase64String(secret[Base64Prefix.Length..], key, out var length) ? key[..length] : null;
        }
    }

    /// <summary>Says what is missing or wrong, and what to do.</summary>
    internal sealed class Validation(IHostEnvironment environment) : IValidateOptions<PaymentSettings>
    {
        public ValidateOptionsResult Validate(string? name, PaymentSettings options)
        {
            const string Secret = $"{Section}:{nameof(WebhookSecret)}";
            if (string.IsNullOrEmpty(options.WebhookSecret))
                return ValidateOptionsResult.Fail($"{Secret} is missing: set it to the secret that your provider signs webhooks with.");
            if (options.WebhookKey is not { Length: > 0 } key)
                return ValidateOptionsResult.Fail($"{Secret} starts with '{Base64Prefix}' but does not go on with base64: copy it again.");
            if (environment.IsDevelopment()) return ValidateOptionsResult.Success;
            if (options.WebhookSecret == DevelopmentSecret)
                return ValidateOptionsResult.Fail($"{Secret} is the public development secret: outside Development, set one of your own.");
            return key.Length < SecretBytesMin
                ? ValidateOptionsResult.Fail($"{Secret} is too short: use at least {SecretBytesMin} bytes.")
                : ValidateOptionsResult.Success;
        }
    }
}
