using Seckill.Host.Hosting;
using Seckill.Host.Listening;
using Seckill.Host.OpenApi;
using Seckill.Host.Pages;
using Seckill.Host.Rehearsal;
using Seckill.Host.Telemetry;

SocketThreads.Prepare();

return await StartUp.RunAsync(async () =>
{
    var (isHealth, isRebuild) = (args.Contains(HealthCommand.Flag), args.Contains(RebuildCommand.Flag));
    string[] settings = [.. args.Where(argument => argument is not (HealthCommand.Flag or RebuildCommand.Flag))];
    var builder = WebApplication.CreateSlimBuilder(ServiceDefaults.OptionsOf(settings)).AddDefaults();
    if (isHealth) return await HealthCommand.AskAsync(builder);
    builder.AddServer().AddSale().AddService().AddTelemetry().AddDescription().AddPages();
    if (isRebuild) builder.StayAlone();

    // Before there is a host, whose metrics would show it.
    var rehearsal = isRebuild ? RehearsalReport.None : await builder.RehearseAsync();

    var app = builder.Build();
    rehearsal.Tell(app.Logger);
    await app.PrepareAsync();
    if (isRebuild) return await app.RebuildReadModelAsync();
    await app.EnsureLedgerLeadsAsync();
    await app.RehearseOnDatabaseAsync(rehearsal);

    app.UseRequestPipeline();
    app.MapFeatures();
    return await app.ServeAsync();
});
