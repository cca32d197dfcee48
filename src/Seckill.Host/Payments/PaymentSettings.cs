using Microsoft.Extensions.Options;

namespace Seckill.Host.Payments;

/// <summary>The payment provider, and the secrets shared with it (configuration section <c>Seckill:Payments</c>).</summary>
internal sealed class PaymentSettings
{
    public const string Section = "Seckill:Payments";

    /// <summary>The built-in provider: anybody who knows the address of a pay page may pay there, and no money moves.</summary>
    public const string Sandbox = "sandbox";

    /// <summary>
    /// Signs webhooks in Development unless another secret is set. It is public, but the sandbox page in Development takes "money" from
    /// anybody anyway. It is refused everywhere else.
    /// </summary>
    public const string DevelopmentSecret = "whsec_c2Vja2lsbC1kZXZlbG9wbWVudC13ZWJob29rLXNlY3JldA==";

    /// <summary>Most secrets at once. Checking a forged webhook costs one hash for each of them.</summary>
    public const int SecretsMax = 4;

    /// <summary>Shortest key outside Development.</summary>
    private const int KeyBytesMin = 16;

    /// <summary>
    /// The payment provider; <see cref="Sandbox"/> is the only one so far, and Development's default. Elsewhere it must be set, so that
    /// nobody sells for play money by accident.
    /// </summary>
    public string? Provider { get; set; }

    /// <summary>The secret that signs webhooks, as <see cref="WebhookKeys"/> reads it. Comes before <see cref="WebhookSecrets"/>.</summary>
    public string? WebhookSecret { get; set; }

    /// <summary>
    /// Several secrets during a rotation: a webhook signed with any of them is accepted. The first signs what the sandbox sends.
    /// </summary>
    public IList<string> WebhookSecrets { get; } = [];

    /// <summary>Whether the built-in provider is chosen.</summary>
    public bool IsSandbox => string.Equals(Provider, Sandbox, StringComparison.OrdinalIgnoreCase);

    /// <summary>The keys of all secrets, the signing one first.</summary>
    /// <exception cref="FormatException">A secret is not base64. The host does not start with such a secret.</exception>
    public byte[][] ReadKeys() =>
        [.. Secrets.Select(secret => WebhookKeys.TryRead(secret.Text, out var key) ? key : throw new FormatException(secret.Option))];

    /// <summary>Each secret with the option that sets it.</summary>
    private IEnumerable<(string Option, string Text)> Secrets
    {
        get
        {
            if (!string.IsNullOrEmpty(WebhookSecret)) yield return ($"{Section}:{nameof(WebhookSecret)}", WebhookSecret);
            for (var i = 0; i < WebhookSecrets.Count; i++) yield return ($"{Section}:{nameof(WebhookSecrets)}:{i}", WebhookSecrets[i]);
        }
    }

    /// <summary>Reports what is missing or wrong, and what to do.</summary>
    internal sealed class Validation(IHostEnvironment environment) : IValidateOptions<PaymentSettings>
    {
        private const string HowToMake = "Copy it again from your provider, or make one: openssl rand -base64 32";

        public ValidateOptionsResult Validate(string? name, PaymentSettings options)
        {
            string[] errors = [.. ProviderErrors(options), .. SecretErrors(options)];
            return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }

        private static IEnumerable<string> ProviderErrors(PaymentSettings options)
        {
            const string Option = $"{Section}:{nameof(Provider)}";
            if (string.IsNullOrEmpty(options.Provider))
            {
                yield return $"{Option} is missing: say who takes the buyers' money. '{Sandbox}' is the only provider so far; "
                    + "it moves no money, and anybody who opens a pay page can pay there.";
            }
            else if (!options.IsSandbox)
            {
                yield return $"{Option} is '{options.Provider}'. Set it to '{Sandbox}', the only provider so far; it moves no money.";
            }
        }

        private IEnumerable<string> SecretErrors(PaymentSettings options)
        {
            var secrets = options.Secrets.ToArray();
            if (secrets.Length == 0)
                yield return $"{Section}:{nameof(WebhookSecret)} is missing: set it to the secret that your provider signs webhooks with.";
            if (secrets.Length > SecretsMax)
            {
                yield return $"{Section}:{nameof(WebhookSecrets)}: at most {SecretsMax} secrets at once. "
                    + "Remove those that your provider no longer signs with.";
            }

            foreach (var (option, text) in secrets)
            {
                if (FaultOf(text) is { } fault) yield return $"{option} {fault}";
            }
        }

        private string? FaultOf(string secret)
        {
            if (!WebhookKeys.TryRead(secret, out var key)) return $"is not base64. {HowToMake}";
            if (environment.IsDevelopment()) return null;
            if (secret == DevelopmentSecret) return "is the public development secret: outside Development, set one of your own.";
            return key.Length < KeyBytesMin ? $"is too short: use at least {KeyBytesMin} bytes. {HowToMake}" : null;
        }
    }
}
