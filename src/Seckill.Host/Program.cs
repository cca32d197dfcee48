using Seckill.Host.Access;
using Seckill.Host.Hosting;
using Seckill.Host.OpenApi;
using Seckill.Host.Payments;
using Seckill.Host.Telemetry;

return await StartUp.RunAsync(async () =>
{
    if (args.Contains(HealthCommand.Flag)) return await HealthCommand.AskAsync(args);
    var isRebuild = args.Contains(RebuildCommand.Flag);
    var builder = WebApplication.CreateSlimBuilder(ServiceDefaults.OptionsOf([.. args.Where(argument => argument != RebuildCommand.Flag)]))
        .AddDefaults().AddServer().AddEngine().AddAccess().AddPayments().AddFeatures().AddTelemetry().AddDescription();
    if (isRebuild) builder.StayAlone();

    var app = builder.Build();
    await app.PrepareAsync();
    if (isRebuild) return await app.RebuildReadModelAsync();
    await app.EnsureLedgerLeadsAsync();

    app.UseEdge();
    app.MapFeatures();
    return await app.ServeAsync();
});
