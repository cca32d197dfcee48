using Akka;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using Akka.Pattern;
using Akka.Remote.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Seckill.Actors.Board;
using Seckill.Actors.Campaigns;
using Seckill.Actors.Founding;
using Seckill.Actors.Gateway;
using Seckill.Actors.Health;
using Seckill.Actors.Isolation;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Ledger.Chain;
using Seckill.Actors.Payments;
using Seckill.Actors.Projections;
using Seckill.Actors.Projections.Winners;
using Seckill.Actors.Reconciliation;
using Seckill.Actors.Serialization;
using Seckill.Actors.Settings;
using Seckill.Actors.Trust;
using Seckill.Actors.WaitingRooms;
using Seckill.Actors.Wakeup;

namespace Seckill.Actors.Hosting;

/// <summary>Composes the engine, with one extension for each part.</summary>
public static class EngineHosting
{
    /// <summary>Name of the actor system; all nodes of a cluster share it.</summary>
    public const string SystemName = "seckill";

    /// <summary>
    /// Adds the engine: gateway, board, projection and the actor system with its items. The caller adds the ports
    /// (<see cref="IReadModelReader"/>, <see cref="IReadModelWriter"/>, <see cref="ILedger"/>, <see cref="ILedgerRows"/>,
    /// <see cref="ISettingsLedger"/>, <see cref="IStorageHealth"/>, <see cref="IClusterRegister"/>, <see cref="IOrderRows"/>,
    /// <see cref="IReconciliationTables"/>, <see cref="IRefunds"/>, <see cref="IPaymentInquiry"/>, <see cref="IPaymentListing"/>) and configures journal and snapshots.
    /// </summary>
    public static IServiceCollection AddSeckillEngine(
        this IServiceCollection services, IConfiguration configuration, Action<AkkaConfigurationBuilder, IServiceProvider> configurePersistence)
    {
        services.AddOptions<SeckillLimits>().Bind(configuration.GetSection(SeckillLimits.Section)).ValidateDataAnnotations()
            .Validate(limits => limits.HasPatience, SeckillLimits.PatienceHint)
            .Validate(limits => limits.HasOrderedChurnBounds, SeckillLimits.ChurnHint)
            .ValidateOnStart();
        services.AddOptions<ClusterSettings>().Bind(configuration.GetSection(ClusterSettings.Section)).ValidateDataAnnotations()
            .Validate(settings => settings.HasValidSeedNodes, ClusterSettings.SeedNodesHint)
            .Validate(settings => settings.HasValidRoles, ClusterSettings.RolesHint)
            .Validate(settings => settings.CanSell, ClusterSettings.AloneHint)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClusterSettings>, ClusterSettingsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Board.Board>();
        services.AddSingleton<UnreachableNodes>();
        services.AddSingleton<NodeItems>();
        services.AddSettings(configuration).AddSwitch<NewPurchasesSwitch>().AddSwitch<GatewayQueueSwitch>();
        services.AddSingleton<ItemGateway>();
        services.AddCampaigns();
        services.AddWaitingRooms(configuration);
        services.AddSingleton<ItemPulse>();
        services.AddSingleton<ProjectionFeed>();
        services.AddSingleton<OrderProjection>();
        services.AddReconciliation(configuration);
        services.AddSingleton<ChainVerification>();
        services.AddSingleton<WinnersList>();
        services.AddSingleton<WinnersTurns>();
        services.AddAkka(SystemName, (builder, provider) =>
        {
            var cluster = provider.GetRequiredService<IOptions<ClusterSettings>>().Value;
            builder
                .ConfigureLoggers(loggers =>
                {
                    loggers.ClearLoggers();
                    loggers.AddLoggerFactory();
                    loggers.LogLevel = LogLevel.WarningLevel;
                })
                .AddHocon(ClusterHocon(), HoconAddMode.Prepend)
                .WithSeckillSerialization()
                .WithSeckillCluster(cluster, provider.GetRequiredService<TimeProvider>())
                .WithWarningOfStrangers(cluster)
                .WithDeliveries()
                .WithSettings(cluster)
                .WithItems(cluster)
                .WithCampaigns(cluster)
                .WithWaitingRooms(cluster)
                .WithBoard();
            if (cluster.HasItems) builder.WithPayments().WithWakeUp().WithReconciliation(provider).WithProjection();
            // A single node has no other node to leave its items to.
            if (cluster.HasItems && cluster.SeedNodes.Count > 0) builder.WithIsolation();
            configurePersistence(builder, provider);
            builder.WithWatchdog(cluster);
        });
        // Registered after the actor system, because it asks items.
        services.AddSingleton<WarmUp>();
        return services.AddHostedService(provider => provider.GetRequiredService<WarmUp>());
    }

    private static AkkaConfigurationBuilder WithSeckillCluster(
        this AkkaConfigurationBuilder builder, ClusterSettings settings, TimeProvider time)
    {
        var trust = settings.Tls.IsOn ? new ClusterTrust(ClusterCertificates.Load(settings.Tls, time), time) : null;
        if (trust is not null) builder.AddSetup(trust).AddHocon(CautiousTransport.Hocon, HoconAddMode.Prepend);
        builder
            .WithRemoting(RemotingOf(settings, trust))
            .WithClustering(new ClusterOptions
            {
                Roles = [.. ((string[])[ClusterSettings.WebRole, ClusterSettings.ItemsRole]).Where(role =>
                    role == ClusterSettings.WebRole ? settings.IsWeb : settings.HasItems)],
            })
            .WithDistributedPubSub(role: null!);
        // Not Akka's own seed nodes: see FoundingActor.
        if (settings.SeedNodes.Count > 0)
            return builder.WithActors((system, _, resolver) => system.ActorOf(resolver.Props<FoundingActor>(), "founding"));
        return builder.AddStartup((system, _) =>
        {
            var cluster = Akka.Cluster.Cluster.Get(system);
            cluster.Join(cluster.SelfAddress);
        });
    }

    /// <summary>Logs at start what an open port means, for readers of the log who did not write the settings.</summary>
    private static AkkaConfigurationBuilder WithWarningOfStrangers(this AkkaConfigurationBuilder builder, ClusterSettings settings) =>
        settings.Tls.IsOn || settings.IsBoundToLoopback
            ? builder
            : builder.AddStartup((system, _) => system.Log.Warning(
                "Whoever reaches port {0} on {1} can sell, pay and change stock on this node: there is no TLS between nodes, and {2} is true.",
                // The port that was chosen, if none was set.
                settings.BindPort ?? Akka.Cluster.Cluster.Get(system).SelfAddress.Port, settings.BindAddress,
                $"{ClusterSettings.Section}:{nameof(ClusterSettings.AllowUnauthenticatedPeers)}"));

    private static RemoteOptions RemotingOf(ClusterSettings settings, ClusterTrust? trust)
    {
        var remoting = new RemoteOptions
        {
            HostName = settings.BindAddress,
            Port = settings.BindPort ?? settings.Port,
            PublicHostName = settings.Hostname,
            // If not set, it is the port that was actually bound.
            PublicPort = settings.Port == 0 ? null : settings.Port,
            EnableSsl = trust is not null,
        };
        if (trust is not null) remoting.Ssl = trust.Options;
        return remoting;
    }

    private static AkkaConfigurationBuilder WithDeliveries(this AkkaConfigurationBuilder builder) =>
        builder.WithActors((system, _, resolver) =>
        {
            system.ActorOf(Props.Create<UndeliveredActor>(), "undelivered");
            system.ActorOf(resolver.Props<UnreachableNodesActor>(), "unreachable");
        });

    private static AkkaConfigurationBuilder WithBoard(this AkkaConfigurationBuilder builder) =>
        builder.WithActors((system, registry, resolver) =>
            registry.Register<BoardActor>(system.ActorOf(resolver.Props<BoardActor>(), "board")));

    private static AkkaConfigurationBuilder WithPayments(this AkkaConfigurationBuilder builder) =>
        builder.WithActors((system, registry, resolver) =>
        {
            registry.Register<RefundActor>(system.ActorOf(resolver.Props<RefundActor>(), "refunds"));
            registry.Register<PaymentInquiryActor>(system.ActorOf(resolver.Props<PaymentInquiryActor>(), "payment-inquiry"));
        });

    private static AkkaConfigurationBuilder WithWakeUp(this AkkaConfigurationBuilder builder) =>
        // The singleton's manager does not restart a singleton that has ended.
        builder.WithSingleton<WakeUpActor>("wake-up", (_, _, resolver) => BackoffSupervisor.Props(
                Backoff.OnStop(resolver.Props<WakeUpActor>(), "wake-up", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), 0.2, -1)),
            new ClusterSingletonOptions { Role = ClusterSettings.ItemsRole }, createProxyToo: false);

    private static AkkaConfigurationBuilder WithIsolation(this AkkaConfigurationBuilder builder) =>
        builder.WithActors((system, _, resolver) => system.ActorOf(resolver.Props<IsolationActor>(), "isolation"));

    private static AkkaConfigurationBuilder WithProjection(this AkkaConfigurationBuilder builder) =>
        builder.WithActors((system, _, resolver) =>
        {
            var projection = resolver.GetService<OrderProjection>();
            projection.Start();
            // Runs after the items have stopped, so that their last commits are written too.
            CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseClusterExiting, "finish-projection", async () =>
            {
                await projection.StopAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
                return Done.Instance;
            });
        });

    private static Config ClusterHocon()
    {
        using var stream = typeof(EngineHosting).Assembly.GetManifestResourceStream("Seckill.Actors.Hosting.cluster.hocon")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
