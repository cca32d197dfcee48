using Microsoft.Extensions.Options;
using Seckill.Actors.Settings;
using Seckill.Host.Access.Challenges;
using Seckill.Host.Access.Identity;
using Seckill.Host.Access.Rates;
using Seckill.Host.Access.Tickets;
using Seckill.Host.Listening;

namespace Seckill.Host.Access;

/// <summary>Composes tokens, roles and rates.</summary>
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
            .Validate(limits => limits.HasTurns, HttpLimits.TurnsHint)
            .Validate(limits => limits.HasLivingChallenges, HttpLimits.ChallengesHint)
            .ValidateOnStart();

        TrustedProxies.AddTo(builder);
        CorsSettings.AddTo(builder);
        builder.Services.AddSingleton<TokenReader>();
        builder.Services.AddSingleton<IdentityProviders>();
        builder.Services.AddHostedService(services => services.GetRequiredService<IdentityProviders>());
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddSingleton<TicketDesk>();
        builder.Services.AddSingleton<TicketHours>();
        builder.Services.AddSwitch<ChallengeDifficultySwitch>();
        builder.Services.AddSingleton<ChallengeDifficulty>();
        builder.Services.AddSingleton<ChallengeDesk>();
        builder.Services.AddSwitch<BuyerPurchasesSwitch>().AddSwitch<AddressPurchasesSwitch>()
            .AddSwitch<ItemPurchasesSwitch>().AddSwitch<AllPurchasesSwitch>();
        builder.Services.AddSingleton<PurchaseRates>();
        builder.Services.AddSingleton<CallRates>();
        builder.Services.AddSingleton<ConnectionGuard>();
        return builder;
    }
}
