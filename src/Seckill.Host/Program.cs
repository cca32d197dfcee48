using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Health;
using Seckill.Host.Hosting;
using Seckill.Host.Items;
using Seckill.Host.OpenApi;
using Seckill.Host.Operators;
using Seckill.Host.Orders;
using Seckill.Host.Payments;
using Seckill.Host.Payments.Sandbox;
using Seckill.Host.Telemetry;

return await StartUp.RunAsync(async () =>
{
    if (args.Contains(HealthCommand.Flag)) return await HealthCommand.AskAsync(args);
    var isRebuild = args.Contains(RebuildCommand.Flag);
    var builder = WebApplication.CreateSlimBuilder(ServiceDefaults.OptionsOf([.. args.Where(argument => argument != RebuildCommand.Flag)]))
        .AddDefaults().AddEngine().AddAccess().AddPayments().AddFeatures().AddTelemetry().AddDescription();
    if (isRebuild) builder.StayAlone();

    var app = builder.Build();
    await app.PrepareAsync();
    if (isRebuild) return await app.RebuildReadModelAsync();
    await app.EnsureLedgerLeadsAsync();

    TrustedProxies.Use(app);
    app.UseMiddleware<RequestOutcomes>().UseMiddleware<Farewell>().UseMiddleware<ProblemMiddleware>();
    app.UseRouting().UseMiddleware<Admission>();
    app.MapHealth();
    app.MapMetrics();
    if (!app.IsWeb()) return await app.ServeAsync();
    app.MapItems();
    app.MapOrders();
    app.MapPayments();
    app.MapSandbox();
    app.MapOperators();
    app.MapDescription();
    if (app.Environment.IsDevelopment()) app.MapDevTokens();
    return await app.ServeAsync();
});
