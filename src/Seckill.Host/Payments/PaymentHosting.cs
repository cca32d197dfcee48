using Microsoft.Extensions.Options;
using Seckill.Actors.Payments;
using Seckill.Host.Payments.Sandbox;

namespace Seckill.Host.Payments;

/// <summary>Composes payments through the configured provider.</summary>
internal static class PaymentHosting
{
    public static WebApplicationBuilder AddPayments(this WebApplicationBuilder builder)
    {
        var settings = builder.Services.AddOptions<PaymentSettings>().Bind(builder.Configuration.GetSection(PaymentSettings.Section));
        if (builder.Environment.IsDevelopment()) settings.PostConfigure(FillIn);
        settings.ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<PaymentSettings>, PaymentSettings.Validation>();
        builder.Services.AddSingleton<WebhookSignature>();
        builder.Services.AddSingleton<UnknownPayments>();
        builder.Services.AddSingleton<UnreadableReports>();
        builder.Services.AddSingleton<WebhookReceiver>();
        builder.Services.AddSingleton<PaymentCloser>();
        // The only provider so far: the settings refuse any other name.
        builder.Services.AddSingleton<IPaymentProvider, SandboxPaymentProvider>();
        builder.Services.AddSingleton<IRefunds>(services => services.GetRequiredService<IPaymentProvider>());
        builder.Services.AddSingleton<IPaymentInquiry>(services => services.GetRequiredService<IPaymentProvider>());
        builder.Services.AddSingleton<IPaymentListing>(services => services.GetRequiredService<IPaymentProvider>());
        builder.Services.AddSingleton<SandboxDesk>();
        builder.Services.AddSingleton<WebhookSender>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WebhookSender>());
        return builder;
    }

    /// <summary>Defaults for Development.</summary>
    private static void FillIn(PaymentSettings options)
    {
        options.Provider ??= PaymentSettings.Sandbox;
        if (options.WebhookSecrets.Count == 0) options.WebhookSecret ??= PaymentSettings.DevelopmentSecret;
    }
}
