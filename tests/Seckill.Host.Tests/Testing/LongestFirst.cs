using Seckill.Host.Tests.Access;
using Seckill.Host.Tests.Access.Identity;
using Seckill.Host.Tests.Crash;
using Seckill.Host.Tests.Listening;
using Seckill.Host.Tests.Reconciliation;
using Seckill.Host.Tests.Telemetry;
using Seckill.Host.Tests.Testing;
using Seckill.Host.Tests.Trust;
using Xunit;
using Xunit.Abstractions;

// Most tests wait for a host, which waits for a timer or a file. Four at once take a fraction of the time, and still leave two cores some.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("Seckill.Host.Tests.Testing." + nameof(LongestFirst), "Seckill.Host.Tests")]

namespace Seckill.Host.Tests.Testing;

/// <summary>Classes that start host after host come first. A long one that began last would run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <summary>By what they took when last measured, the longest first.</summary>
    private static readonly Type[] Longest =
    [
        typeof(BackgroundSpec), typeof(SettingsSpec), typeof(ProviderFaultSpec), typeof(LostShardingSpec), typeof(TraceSpec), typeof(LostServiceSpec),
        typeof(LostClusterSpec), typeof(HttpsSpec), typeof(HonestSaleSpec), typeof(CrashSpec),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(RankOf);

    private static int RankOf(ITestCollection collection)
    {
        var rank = Array.FindIndex(Longest, type => collection.DisplayName.EndsWith(type.FullName!, StringComparison.Ordinal));
        return rank < 0 ? Longest.Length : rank;
    }
}
