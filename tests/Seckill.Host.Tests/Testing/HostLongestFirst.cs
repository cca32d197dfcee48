using Seckill.Host.Tests.Access;
using Seckill.Host.Tests.Access.Identity;
using Seckill.Host.Tests.Crash;
using Seckill.Host.Tests.Listening;
using Seckill.Host.Tests.Reconciliation;
using Seckill.Host.Tests.Telemetry;
using Seckill.Host.Tests.Testing;
using Seckill.Host.Tests.Trust;
using Seckill.Testing;
using Xunit;

// Most tests wait for a host, which waits for a timer or a file. Four at once take a fraction of the time, and still leave two cores some.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("Seckill.Host.Tests.Testing." + nameof(HostLongestFirst), "Seckill.Host.Tests")]

namespace Seckill.Host.Tests.Testing;

/// <summary>Classes that start host after host come first.</summary>
public sealed class HostLongestFirst() : LongestFirst(
    typeof(BackgroundSpec).FullName!, typeof(SettingsSpec).FullName!, typeof(ProviderFaultSpec).FullName!, typeof(LostShardingSpec).FullName!,
    typeof(TraceSpec).FullName!, typeof(LostServiceSpec).FullName!, typeof(LostClusterSpec).FullName!, typeof(HttpsSpec).FullName!,
    typeof(HonestSaleSpec).FullName!, typeof(CrashSpec).FullName!);
