using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seckill.Operations.Clusters;
using Seckill.Operations.Items;
using Seckill.Operations.Items.Audit;
using Seckill.Operations.Ledger;
using Seckill.Operations.Logs;
using Seckill.Operations.Operators;
using Seckill.Operations.Orders;
using Seckill.Operations.Projections;
using Seckill.Operations.Rates;

namespace Seckill.Operations.Palette;

/// <summary>Adds the operators' palette and what its commands are built on.</summary>
public static class OperationsHosting
{
    /// <summary>
    /// Adds the palette with every <see cref="ICommandSource"/> of this project. The caller adds engine and storage, and the ports
    /// <see cref="IRefusals"/> and <see cref="IOrders"/>.
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<OperationsLimits>().Bind(configuration.GetSection(OperationsLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Auditor>();
        services.AddSingleton<ClusterReader>();
        services.AddSingleton<ItemFinder>();
        services.AddSingleton<ItemOperator>();
        services.AddSingleton<OperationReports>();
        services.AddSingleton<JournalTail>();
        services.AddSingleton<ProjectionRebuild>();
        services.AddSingleton<PurchaseTally>();
        services.AddSingleton<LogRing>();
        services.AddSingleton<ILoggerProvider>(provider => provider.GetRequiredService<LogRing>());
        services.AddSingleton<CommandPalette>();
        services.AddSingleton<CommandRunner>();
        foreach (var source in typeof(ICommandSource).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(ICommandSource))))
            services.AddSingleton(typeof(ICommandSource), source);
        return services;
    }
}
