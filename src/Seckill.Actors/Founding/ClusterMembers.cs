using System.Globalization;
using Akka.Actor;
using Akka.Cluster;

namespace Seckill.Actors.Founding;

/// <summary>Members as text, <c>akka.tcp://seckill@host:port#uid</c>: a restarted node is another member.</summary>
internal static class ClusterMembers
{
    public static string NameOf(UniqueAddress node) => string.Create(CultureInfo.InvariantCulture, $"{node.Address}#{node.Uid}");

    /// <summary>The address of that member; null when the text is not in our format.</summary>
    public static Address? AddressOf(string name)
    {
        var end = name.IndexOf('#', StringComparison.Ordinal);
        return ActorPath.TryParseAddress(end < 0 ? name : name[..end], out var address) ? address : null;
    }
}
