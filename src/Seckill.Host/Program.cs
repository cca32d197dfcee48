using Seckill.Host.Access;
using Seckill.Host.Hosting;
using Seckill.Host.Listening;
using Seckill.Host.OpenApi;
using Seckill.Host.Pages;
using Seckill.Host.Payments;
using Seckill.Host.Telemetry;

return await StartUp.RunAsync(async () =>
{
    var (isHealth, isRebuild) = (args.Contains(HealthCommand.Flag), args.Contains(RebuildCommand.Flag));
    string[] settings = [.. args.Where(argument => argument is not (HealthCommand.Flag or RebuildCommand.Flag))];
    var builder = WebApplication.CreateSlimBuilder(ServiceDefaults.OptionsOf(settings)).AddDefaults();
    if (isHealth) return await HealthCommand.AskAsync(builder);
    builder.AddServer().AddEngine().AddAccess().AddPayments().AddFeatures().AddTelemetry().AddDescription().AddPages();
    if (isRebuild) builder.StayAlone();

    var app = builder.Build();
    await app.PrepareAsync();
    if (isRebuild) return await app.RebuildReadModelAsync();
    await app.EnsureLedgerLeadsAsync();

    app.UseRequestPipeline();
    app.MapFeatures();
    return await app.ServeAsync();
});
