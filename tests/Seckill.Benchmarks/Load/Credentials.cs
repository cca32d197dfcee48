namespace Seckill.Benchmarks.Load;

/// <summary>
/// What the product's host and the rivals are told to believe: the host runs in the Production environment, as in earnest, and
/// Production refuses the public development secrets.
/// </summary>
internal static class Credentials
{
    public const string SigningKey = "signs-the-tokens-of-benchmark-buyers-and-of-nobody-else";
    public const string Issuer = "seckill-benchmarks";
    public const string Audience = "seckill-benchmarks";

    /// <summary>Signs webhooks that no benchmark sends.</summary>
    private const string WebhookSecret = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgYmVuY2ggYW5kIG9mIG5vIG9uZSBlbHNl";

    /// <summary>
    /// The host's settings, in environment form. All limits stay at their defaults but one: the load comes from one address, and some
    /// of it over 10,000 connections.
    /// </summary>
    public static Dictionary<string, string> HostSettings() => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Seckill__Limits__ConnectionsPerAddressMax"] = "0",
        ["Seckill__Auth__SigningKey"] = SigningKey,
        ["Seckill__Auth__Issuer"] = Issuer,
        ["Seckill__Auth__Audience"] = Audience,
        ["Seckill__Payments__Provider"] = "sandbox",
        ["Seckill__Payments__WebhookSecret"] = WebhookSecret,
    };
}
