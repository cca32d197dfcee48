using Akka.Actor;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Seckill.Actors.Founding;
using Seckill.Actors.Isolation;
using Seckill.Actors.Ledger;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Operators;
using Seckill.Actors.Projections;
using Seckill.Actors.Reconciliation;
using Seckill.Actors.Settings;
using Seckill.Storage.Founding;
using Seckill.Storage.Journal;
using Seckill.Storage.Payments;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Reconciliation;
using Seckill.Storage.Rehearsal;

namespace Seckill.Storage;

/// <summary>Adds the storage to the host.</summary>
public static class StorageHosting
{
    /// <summary>
    /// Adds options, the ports of the engine (<see cref="ILedger"/>, <see cref="ILedgerRows"/>, <see cref="ISettingsLedger"/>,
    /// <see cref="IReadModelWriter"/>, <see cref="IReadModelReader"/>, <see cref="IOrderRows"/>, <see cref="IReconciliationTables"/>, <see cref="IOperationTables"/>,
    /// <see cref="IClusterRegister"/>), <see cref="StoragePatience"/>, <see cref="SandboxPaymentStore"/>, <see cref="SandboxPaymentPages"/>, <see cref="StorageProbe"/>, <see cref="StorageRehearsal"/> and
    /// <see cref="StoragePreparation"/>, which the caller runs before the host starts.
    /// </summary>
    public static IServiceCollection AddSeckillStorage(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddOptions<StorageLimits>().Bind(configuration.GetSection(StorageLimits.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StoragePatience>();
        services.AddSingleton(provider => Stores.Of(OptionsOf(provider)));
        services.AddSingleton<IReadModelWriter>(provider => new ReadModelWriter(StoresOf(provider).Tables));
        services.AddSingleton<IReadModelReader>(provider => new ReadModelReader(StoresOf(provider).Tables));
        services.AddSingleton<IOrderRows>(provider => new OrderRows(StoresOf(provider).Tables));
        services.AddSingleton<IReconciliationTables>(provider => new ReconciliationTables(StoresOf(provider).Tables));
        services.AddSingleton<IOperationTables>(provider => new OperationTables(StoresOf(provider).Tables));
        services.AddSingleton<IClusterRegister>(provider => new ClusterRegister(StoresOf(provider).Tables));
        services.AddSingleton<ILedger>(provider => new ItemLedger(StoresOf(provider).Ledger, provider.GetRequiredService<ActorSystem>));
        services.AddSingleton<ILedgerRows>(provider => new LedgerRows(StoresOf(provider).Ledger, StoresOf(provider).Snapshots));
        services.AddSingleton<ISettingsLedger>(
            provider => new SettingsLedger(StoresOf(provider).Ledger, provider.GetRequiredService<ActorSystem>));
        services.AddSingleton(provider => new SandboxPaymentStore(StoresOf(provider).Tables, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new SandboxPaymentPages(StoresOf(provider).Tables));
        services.AddSingleton(provider => new StorageProbe(StoresOf(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new StorageRehearsal(StoresOf(provider)));
        services.AddSingleton<IStorageHealth>(provider => provider.GetRequiredService<StorageProbe>());
        return services.AddSingleton(provider => new StoragePreparation(
            OptionsOf(provider), StoresOf(provider), provider.GetRequiredService<IReadModelWriter>()));
    }

    private static StorageOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static Stores StoresOf(IServiceProvider provider) => provider.GetRequiredService<Stores>();
}
