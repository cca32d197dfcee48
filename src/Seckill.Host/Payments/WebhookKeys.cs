using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Seckill.Host.Payments;

/// <summary>
/// Reads webhook secrets as the official Standard Webhooks libraries do: base64 with padding, with or without the prefix
/// <c>whsec_</c>.
/// </summary>
internal static class WebhookKeys
{
    private const string Prefix = "whsec_";

    /// <summary>The key of a secret; false when the secret is not base64, or empty.</summary>
    public static bool TryRead(string? secret, [NotNullWhen(true)] out byte[]? key)
    {
        var text = secret ?? "";
        if (text.StartsWith(Prefix, StringComparison.Ordinal)) text = text[Prefix.Length..];
        // .NET skips white space, but other languages' libraries differ, so white space is refused.
        var isBase64 = text.Length > 0 && !text.Any(char.IsWhiteSpace) && Base64.IsValid(text);
        key = isBase64 ? Convert.FromBase64String(text) : null;
        return isBase64;
    }
}
