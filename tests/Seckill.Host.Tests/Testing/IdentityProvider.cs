using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;
using Claim = System.Security.Claims.Claim;

namespace Seckill.Host.Tests.Testing;

/// <summary>How a provider answers when it is asked for its description or its keys.</summary>
public enum Mood
{
    /// <summary>As OpenIddict does.</summary>
    Well,

    /// <summary>Connections break.</summary>
    Away,

    /// <summary>No answer while the caller waits.</summary>
    Slow,

    /// <summary>A page instead of JSON.</summary>
    Garbage,

    /// <summary>JSON of another kind.</summary>
    WrongJson,

    /// <summary>Ten megabytes of keys.</summary>
    Huge,

    /// <summary>The description of another provider.</summary>
    Foreign,
}

/// <summary>
/// A real OpenID Connect provider (OpenIddict) on a loopback port: discovery document, key set, tokens from its token endpoint, and sign-in
/// of people by browser (authorization code with PKCE, refresh tokens). Its keys can be rotated while it runs, and it can fail in several ways.
/// </summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    public const string Client = "shop";

    private const string HugeKeySet = """{"kty":"RSA","use":"sig","e":"AQAB","n":"AAAA"},""";

    private readonly WebApplication _app;
    private readonly HttpClient _http;
    private readonly Visits _visits;
    private int _reads;

    private IdentityProvider(WebApplication app, Uri address, Visits visits)
    {
        (_app, Address, _visits) = (app, address, visits);
        _http = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    public string Authority => Address.ToString().TrimEnd('/');

    public Mood Mood { get; set; } = Mood.Well;

    /// <summary>Who sits at the browser, as far as the provider knows; null: somebody whom it does not let in.</summary>
    public string? Person { get => _visits.Person; set => _visits.Person = value; }

    /// <summary>What their tokens say besides.</summary>
    public JsonObject PersonClaims { get => _visits.Claims; set => _visits.Claims = value; }

    /// <summary>Where browsers may be sent back to; nowhere by default.</summary>
    public ISet<string> Redirects => _visits.Redirects;

    /// <summary>The kinds of all grants that tokens were asked for with, in order.</summary>
    public IReadOnlyCollection<string> Grants => _visits.Grants;

    /// <summary>How often somebody has asked for the description.</summary>
    public int Reads => Volatile.Read(ref _reads);

    private List<SigningCredentials> Signing =>
        _app.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials;

    /// <summary>Starts a provider; on a given port again what was stopped there.</summary>
    public static async Task<IdentityProvider> StartAsync(int port)
    {
        var address = new Uri($"http://127.0.0.1:{port}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var visits = new Visits();
        builder.WebHost.UseUrls(address.ToString());
        builder.Services.AddOpenIddict().AddServer(options => options
            .EnableDegradedMode()
            .SetIssuer(address)
            .SetTokenEndpointUris("connect/token")
            .SetAuthorizationEndpointUris("connect/authorize")
            .AllowClientCredentialsFlow()
            .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
            .AllowRefreshTokenFlow()
            .RegisterScopes(OpenIddictConstants.Scopes.OpenId, OpenIddictConstants.Scopes.OfflineAccess)
            .DisableAccessTokenEncryption()
            .AddEphemeralEncryptionKey()
            .AddSigningCredentials(NewRsa("rsa-1"))
            .AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(_ => default))
            .AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                visits.Grants.Enqueue(context.Request!.GrantType!);
                // What the person was given a code for, or somebody whom a test has made up.
                context.SignIn(context.Request.IsClientCredentialsGrantType() ? PrincipalOf(context.Request) : context.Principal!);
                return default;
            }))
            .AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != Client || !visits.Redirects.Contains(context.RedirectUri ?? "")) context.Reject(OpenIddictConstants.Errors.InvalidRequest);
                return default;
            }))
            .AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (visits.Person is { } person) context.SignIn(PrincipalOf(person, visits.Claims, context.Request!));
                else context.Reject(OpenIddictConstants.Errors.AccessDenied);
                return default;
            }))
            .UseAspNetCore().DisableTransportSecurityRequirement());
        builder.Services.AddAuthentication();
        builder.Services.AddAuthorization();
        var app = builder.Build();
        var provider = new IdentityProvider(app, address, visits);
        app.Use(provider.AnswerInMoodAsync);
        app.UseAuthentication();
        await app.StartAsync();
        return provider;
    }

    /// <summary>A key of that kind: <c>RS256</c>, <c>PS256</c> or <c>ES256</c>.</summary>
    public static SigningCredentials NewKey(string algorithm, string id) => algorithm == SecurityAlgorithms.EcdsaSha256
        ? new SigningCredentials(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id }, algorithm)
        : new SigningCredentials(NewRsa(id).Key, algorithm);

    /// <summary>Signs with this key from now on. The keys before stay in the key set unless they are withdrawn.</summary>
    public void Rotate(SigningCredentials key, bool withdrawOthers = false)
    {
        var signing = Signing;
        lock (signing)
        {
            if (withdrawOthers) signing.Clear();
            // The provider prefers the first of a kind, and symmetric keys and RSA to others.
            else signing.RemoveAll(one => one.Algorithm != key.Algorithm);
            signing.Insert(0, key);
        }
    }

    /// <summary>A token from the provider's token endpoint, with these claims besides its own.</summary>
    public async Task<string> IssueAsync(string subject, JsonObject? claims = null, string audience = Client, int lifetimeSeconds = 3_600)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Client,
            ["client_secret"] = "not checked",
            ["wanted_subject"] = subject,
            ["wanted_audience"] = audience,
            ["wanted_lifetime"] = lifetimeSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["wanted_claims"] = (claims ?? []).ToJsonString(),
        });
        using var answer = await _http.PostAsync(new Uri("connect/token", UriKind.Relative), form);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? (string)JsonNode.Parse(text)!["access_token"]! : throw new InvalidOperationException(text);
    }

    /// <summary>A token that the provider would not make: any claims, under any key and header.</summary>
    public string Forge(SigningCredentials? key, Action<Dictionary<string, object>>? spoil = null, IDictionary<string, object>? header = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Address.ToString(), ["aud"] = Client, ["sub"] = "mallory", ["iat"] = now, ["exp"] = now + 600,
        };
        spoil?.Invoke(claims);
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims, SigningCredentials = key, AdditionalHeaderClaims = header,
        });
    }

    /// <summary>The provider's present key, to spoil tokens that are signed well.</summary>
    public SigningCredentials CurrentKey => Signing[0];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private static SigningCredentials NewRsa(string id) =>
        new(new RsaSecurityKey(RSA.Create(2_048)) { KeyId = id }, SecurityAlgorithms.RsaSha256);

    private static ClaimsPrincipal PrincipalOf(OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("test");
        identity.AddClaim(new Claim("sub", (string)request["wanted_subject"]!));
        foreach (var (name, value) in JsonNode.Parse((string)request["wanted_claims"]!)!.AsObject())
            foreach (var claim in ClaimsOf(name, value!)) identity.AddClaim(claim);
        var principal = new ClaimsPrincipal(identity);
        foreach (var claim in identity.Claims) claim.SetDestinations(OpenIddictConstants.Destinations.AccessToken);
        principal.SetAudiences((string)request["wanted_audience"]!);
        principal.SetAccessTokenLifetime(TimeSpan.FromSeconds((long)request["wanted_lifetime"]!));
        return principal;
    }

    private static ClaimsPrincipal PrincipalOf(string person, JsonObject claims, OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("test");
        identity.AddClaim(new Claim("sub", person));
        foreach (var (name, value) in claims)
            foreach (var claim in ClaimsOf(name, value!)) identity.AddClaim(claim);
        var principal = new ClaimsPrincipal(identity);
        foreach (var claim in identity.Claims)
            claim.SetDestinations(OpenIddictConstants.Destinations.AccessToken, OpenIddictConstants.Destinations.IdentityToken);
        principal.SetScopes(request.GetScopes());
        return principal;
    }

    private static IEnumerable<Claim> ClaimsOf(string name, JsonNode value) => value switch
    {
        JsonArray texts => texts.Select(text => new Claim(name, (string)text!)),
        JsonObject group => [new Claim(name, group.ToJsonString(), JsonClaimValueTypes.Json)],
        _ => [new Claim(name, (string)value!)],
    };

    private async Task AnswerInMoodAsync(HttpContext context, RequestDelegate next)
    {
        // Pages of the shop ask from another origin.
        context.Response.Headers.AccessControlAllowOrigin = "*";
        if (!context.Request.Path.StartsWithSegments("/.well-known", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        if (context.Request.Path.StartsWithSegments("/.well-known/openid-configuration", StringComparison.Ordinal)) Interlocked.Increment(ref _reads);
        var isKeySet = context.Request.Path.Value!.EndsWith("jwks", StringComparison.Ordinal);
        switch (Mood)
        {
            case Mood.Away:
                context.Abort();
                return;
            case Mood.Slow:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case Mood.Garbage:
                await context.Response.WriteAsync("<html>We are working on it.</html>");
                return;
            case Mood.WrongJson:
                await context.Response.WriteAsync("""[{"issuer":17}]""");
                return;
            case Mood.Huge when isKeySet:
                await WriteHugeAsync(context);
                return;
            case Mood.Foreign when !isKeySet:
                await context.Response.WriteAsync($$"""{"issuer":"https://elsewhere.example","jwks_uri":"{{Address}}.well-known/jwks"}""");
                return;
            default:
                await next(context);
                return;
        }
    }

    private static async Task WriteHugeAsync(HttpContext context)
    {
        await context.Response.WriteAsync("""{"keys":[""");
        for (var bytes = 0; bytes < 10_000_000 && !context.RequestAborted.IsCancellationRequested; bytes += HugeKeySet.Length)
            await context.Response.WriteAsync(HugeKeySet);
    }

    /// <summary>People at browsers.</summary>
    private sealed class Visits
    {
        public string? Person { get; set; }

        public JsonObject Claims { get; set; } = [];

        public HashSet<string> Redirects { get; } = [];

        public ConcurrentQueue<string> Grants { get; } = new();
    }
}
