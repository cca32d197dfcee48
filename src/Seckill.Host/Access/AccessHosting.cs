using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Seckill.Host.Access;

/// <summary>Who may do what: tokens, roles, rates.</summary>
internal static class AccessHosting
{
    /// <summary>The policy of operator endpoints.</summary>
    public const string OperatorPolicy = Caller.OperatorRole;

    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        var auth = builder.Services.AddOptions<AuthSettings>().Bind(builder.Configuration.GetSection(AuthSettings.Section));
        if (builder.Environment.IsDevelopment()) auth.PostConfigure(settings => settings.ApplyDevelopmentDefaults());
        auth.ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AuthSettings>, AuthSettings.Validation>();
        builder.Services.AddOptions<HttpLimits>()
            .Bind(builder.Configuration.GetSection(HttpLimits.Section)).ValidateDataAnnotations().ValidateOnStart();

        TrustedProxies.AddTo(builder);
        builder.Services.AddSingleton<TokenReader>();
        builder.Services.AddSingleton<PurchaseRates>();
        builder.Services.AddTransient<BearerHandler>();
        builder.Services.AddAuthenticationCore(options => options.AddScheme<BearerHandler>(BearerHandler.Scheme, displayName: null));
        builder.Services.AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(OperatorPolicy, policy => policy.RequireRole(Caller.OperatorRole));
        return builder;
    }
}
