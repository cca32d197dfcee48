using Akka.Cluster;
using static Seckill.Actors.Hosting.ClusterSettings;

namespace Seckill.Actors.Health;

/// <summary>Which node hosts the cluster's singletons.</summary>
internal static class SingletonHost
{
    /// <summary>
    /// Whether this node hosts them beyond doubt: it is the oldest of the nodes with items, and no other one is leaving, lost or in doubt, so
    /// that there is nobody left whose hand-over it would have to wait for.
    /// </summary>
    public static bool IsAt(Akka.Cluster.Cluster cluster)
    {
        var state = cluster.State;
        if (!state.Unreachable.IsEmpty) return false;
        var oldest = default(Member);
        foreach (var member in state.Members.Where(member => member.HasRole(ItemsRole)))
        {
            if (member.Status is MemberStatus.Leaving or MemberStatus.Exiting or MemberStatus.Down) return false;
            if (member.Status is MemberStatus.Up && (oldest is null || member.IsOlderThan(oldest))) oldest = member;
        }

        return oldest is not null && oldest.UniqueAddress == cluster.SelfUniqueAddress;
    }
}
