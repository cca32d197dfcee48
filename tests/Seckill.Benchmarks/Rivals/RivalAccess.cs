using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seckill.Benchmarks.Load;
using Seckill.Host.Access;

namespace Seckill.Benchmarks.Rivals;

/// <summary>
/// Rivals believe the same tokens as the host and check them with the host's own code, so that only the sale differs. The one
/// place that knows how.
/// </summary>
internal static class RivalAccess
{
    private const string Prefix = "Bearer ";

    /// <summary>Makes the token check available to the rival's endpoints.</summary>
    public static void AddRivalAccess(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AuthSettings>().Configure(settings =>
            (settings.SigningKey, settings.Issuer, settings.Audience) = (Credentials.SigningKey, Credentials.Issuer, Credentials.Audience));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<TokenReader>();
    }

    /// <summary>The buyer whom the request's token names; null when there is no token that is believed.</summary>
    public static async ValueTask<string?> ReadBuyerAsync(this TokenReader tokens, HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } text || !text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return null;
        var read = await tokens.ReadAsync(text.AsMemory(Prefix.Length));
        return read.Value?.Buyer.Value;
    }
}
