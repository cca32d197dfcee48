using System.ComponentModel.DataAnnotations;

namespace Seckill.Actors.Hosting;

/// <summary>This node's place in the cluster (configuration section <c>Seckill:Cluster</c>).</summary>
public sealed class ClusterSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Cluster";

    /// <summary>The address that other nodes reach this one by.</summary>
    [Required]
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>The port that other nodes reach this one by; 0 takes any free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Nodes to join, each <c>host:port</c>. Empty: this node founds a cluster of its own.</summary>
    public IList<string> SeedNodes { get; } = [];

    /// <summary>What to say when <see cref="HasValidSeedNodes"/> does not hold.</summary>
    internal const string SeedNodesHint = $"{Section}:SeedNodes: each entry is host:port, such as 127.0.0.1:4053.";

    internal bool HasValidSeedNodes => SeedNodes.All(node =>
        node.Split(':') is [{ Length: > 0 } host, var port] && Uri.CheckHostName(host) != UriHostNameType.Unknown
        && ushort.TryParse(port, System.Globalization.NumberStyles.None, null, out var number) && number > 0);
}
