using System.Collections.Concurrent;
using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Seckill.Benchmarks.Micro;

/// <summary>
/// What an identity provider's token would cost if the purchase took it: verifying its signature, or finding it among those that were
/// verified before. <see cref="TokenBenchmarks.ShortCut"/> is what a session costs.
/// </summary>
[MemoryDiagnoser]
public class IdentityBenchmarks
{
    private const int BuyerCount = 20_000;
    private const string Issuer = "https://id.shop.example";
    private const string Audience = "shop";

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, string> _remembered = new();
    private string[] _rsa = null!;
    private string[] _ecdsa = null!;
    private TokenValidationParameters _rules = null!;
    private int _next;

    /// <summary>Makes tokens of many buyers with both kinds of keys.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var rsa = new SigningCredentials(new RsaSecurityKey(RSA.Create(2_048)) { KeyId = "rsa" }, SecurityAlgorithms.RsaSha256);
        var ecdsa = new SigningCredentials(
            new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "ecdsa" }, SecurityAlgorithms.EcdsaSha256);
        _rules = new TokenValidationParameters { IssuerSigningKeys = [rsa.Key, ecdsa.Key], ValidIssuer = Issuer, ValidAudience = Audience };
        _rsa = [.. Enumerable.Range(0, BuyerCount).Select(i => Sign(rsa, i))];
        _ecdsa = [.. Enumerable.Range(0, BuyerCount).Select(i => Sign(ecdsa, i))];
        foreach (var token in _rsa) _remembered[token] = token;
    }

    /// <summary>RSA with 2,048 bits, as most providers sign.</summary>
    [Benchmark]
    public async Task<bool> Rs256() => (await _handler.ValidateTokenAsync(Next(_rsa), _rules)).IsValid;

    /// <summary>The curve P-256.</summary>
    [Benchmark]
    public async Task<bool> Es256() => (await _handler.ValidateTokenAsync(Next(_ecdsa), _rules)).IsValid;

    /// <summary>A cache of verified tokens: a copy of the text, as a request brings it, is looked up.</summary>
    [Benchmark]
    public bool Remembered() => _remembered.ContainsKey(new string(Next(_rsa).AsSpan()));

    private string Next(string[] tokens) => tokens[_next = (_next + 1) % BuyerCount];

    private string Sign(SigningCredentials key, int buyer) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer, ["aud"] = Audience, ["sub"] = $"b{buyer}", ["exp"] = DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeSeconds(),
        },
        SigningCredentials = key,
    });
}
