using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;

namespace Seckill.Host.Access;

/// <summary>Who may do what: tokens, roles, rates.</summary>
internal static class AccessHosting
{
    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        var auth = builder.Services.AddOptions<AuthSettings>().Bind(builder.Configuration.GetSection(AuthSettings.Section));
        if (builder.Environment.IsDevelopment()) auth.PostConfigure(settings => settings.ApplyDevelopmentDefaults());
        auth.ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AuthSettings>, AuthSettings.Validation>();
        builder.Services.AddOptions<HttpLimits>()
            .Bind(builder.Configuration.GetSection(HttpLimits.Section)).ValidateDataAnnotations()
            .Validate<IOptions<SeckillLimits>>(HaveTurns, HttpLimits.TurnsHint)
            .ValidateOnStart();

        TrustedProxies.AddTo(builder);
        CorsSettings.AddTo(builder);
        builder.Services.AddSingleton<TokenReader>();
        builder.Services.AddSingleton<PurchaseRates>();
        builder.Services.AddSingleton<CallRates>();
        builder.Services.AddSingleton<ConnectionGuard>();
        return builder;
    }

    /// <summary>Limits of the engine that are wrong themselves are named by their own check.</summary>
    private static bool HaveTurns(HttpLimits limits, IOptions<SeckillLimits> engine)
    {
        try
        {
            return limits.HasTurnsFor(engine.Value.EventStreamsMax);
        }
        catch (Exception error) when (error is OptionsValidationException or InvalidOperationException)
        {
            return true;
        }
    }
}
