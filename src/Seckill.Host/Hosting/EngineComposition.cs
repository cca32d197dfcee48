using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Operators;
using Seckill.Actors.Settings;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.FirstRun;
using Seckill.Host.Health;
using Seckill.Host.Items;
using Seckill.Host.Items.Streams;
using Seckill.Host.Management;
using Seckill.Host.Operators;
using Seckill.Host.Operators.Audit;
using Seckill.Host.Operators.Proof;
using Seckill.Host.Orders;
using Seckill.Host.Payments;
using Seckill.Host.Reconciliation;
using Seckill.Host.Rehearsal;
using Seckill.Host.WaitingRooms;
using Seckill.Operations.Orders;
using Seckill.Operations.Palette;
using Seckill.Storage;
using Seckill.Storage.Journal;

namespace Seckill.Host.Hosting;

/// <summary>Composes engine, storage and the features on top of them.</summary>
internal static class EngineComposition
{
    /// <summary>All that sells. A rehearsal has this and no more.</summary>
    public static WebApplicationBuilder AddSale(this WebApplicationBuilder builder) =>
        builder.AddEngine().AddAccess().AddPayments().AddFeatures();

    /// <summary>What the process is for those who run it: its rehearsal, its first run, its end, and the listener for supervisors.</summary>
    public static WebApplicationBuilder AddService(this WebApplicationBuilder builder)
    {
        RehearsalSettings.AddTo(builder);
        builder.Services.AddHostedService<Drain>();
        // Starts last, so that everything it reports on is running.
        builder.Services.AddHostedService<ManagementServer>();
        if (!builder.Environment.IsDevelopment()) return builder;
        builder.Services.AddSingleton<DemoCampaign>();
        builder.Services.AddSingleton<Welcome>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Welcome>());
        return builder;
    }

    private static WebApplicationBuilder AddEngine(this WebApplicationBuilder builder)
    {
        builder.Services.AddSeckillStorage(builder.Configuration);
        builder.Services.AddSeckillEngine(builder.Configuration, (akka, services) =>
            akka.WithSeckillStorage(services.GetRequiredService<IOptions<StorageOptions>>().Value).WithPbm(services));
        builder.Services.AddOperationLog();
        builder.AddPbm();
        return builder;
    }

    private static WebApplicationBuilder AddFeatures(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IRefusals, CommandRefusals>();
        builder.Services.AddSingleton<IOrders, OperatorOrders>();
        builder.Services.AddOperations(builder.Configuration);
        builder.Services.AddSingleton<OutageLog>();
        builder.Services.AddSingleton<DefectLog>();
        builder.Services.AddSwitch<StockDisplay>().AddSwitch<EventStreamsSwitch>().AddSwitch<OrderListingSwitch>();
        builder.Services.AddSingleton<Broadcaster>();
        builder.Services.AddSingleton<EventStreams>();
        builder.Services.AddSingleton<Places>();
        builder.Services.AddSingleton<PlaceBroadcaster>();
        builder.Services.AddSingleton<LedgerHeads>();
        builder.Services.AddSingleton<DenialCheck>();
        builder.Services.AddSingleton<LedgerTails>();
        builder.Services.AddSingleton<TableProgress>();
        builder.Services.AddSingleton<OrderLookup>();
        builder.Services.AddSingleton<OrderLists>();
        builder.Services.AddSingleton<Purchasing>();
        builder.Services.AddSingleton<ItemOperations>();
        builder.Services.AddSingleton<OrderRevocation>();
        builder.Services.AddSingleton<Attributions>();
        builder.Services.AddSingleton<OperationRecorder>();
        builder.Services.AddSingleton<OperationLists>();
        builder.Services.AddSingleton<LedgerProof>();
        builder.Services.AddSingleton<ItemOrders>();
        builder.Services.AddSingleton<AuditAnswers>();
        builder.Services.AddSingleton<ClusterView>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHostedService<ReconciliationGauges>();
        return builder;
    }
}
