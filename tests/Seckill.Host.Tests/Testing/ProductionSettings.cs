namespace Seckill.Host.Tests.Testing;

/// <summary>The least that a host outside Development has to be told.</summary>
public static class ProductionSettings
{
    public const string WebhookSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    /// <summary>A copy, to be added to or spoilt.</summary>
    public static Dictionary<string, string> Complete() => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Seckill__Auth__SigningKey"] = TokenMint.Key,
        ["Seckill__Auth__Issuer"] = TokenMint.Issuer,
        ["Seckill__Auth__Audience"] = TokenMint.Audience,
        ["Seckill__Payments__Provider"] = "sandbox",
        ["Seckill__Payments__WebhookSecret"] = WebhookSecret,
    };
}
