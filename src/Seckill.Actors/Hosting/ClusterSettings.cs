using System.ComponentModel.DataAnnotations;
using System.Net;
using Seckill.Actors.Trust;

namespace Seckill.Actors.Hosting;

/// <summary>This node's place in the cluster (configuration section <c>Seckill:Cluster</c>).</summary>
public sealed class ClusterSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Cluster";

    /// <summary>Role of nodes that answer shoppers and operators.</summary>
    public const string WebRole = "web";

    /// <summary>Role of nodes on which items live. Only these count when a cluster splits.</summary>
    public const string ItemsRole = "items";

    /// <summary>The message when <see cref="HasValidSeedNodes"/> is false.</summary>
    internal const string SeedNodesHint = $"{Section}:SeedNodes: each entry is host:port, such as 127.0.0.1:4053.";

    /// <summary>The message when <see cref="HasValidRoles"/> is false.</summary>
    internal const string RolesHint = $"{Section}:Roles: '{WebRole}', '{ItemsRole}', or both (the default).";

    /// <summary>The message when <see cref="CanSell"/> is false.</summary>
    internal const string AloneHint = $"{Section}:Roles: a node without seed nodes is a cluster of its own and needs the role '{ItemsRole}'.";

    /// <summary>The address at which other nodes reach this one.</summary>
    [Required]
    public string Hostname { get; set; } = "127.0.0.1";

    /// <summary>The port at which other nodes reach this one; 0 takes any free port.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>The address to listen on, if it differs from <see cref="Hostname"/> (address translation, port mapping).</summary>
    public string? BindHostname { get; set; }

    /// <summary>The port to listen on, if it differs from <see cref="Port"/>.</summary>
    [Range(1, 65_535)]
    public int? BindPort { get; set; }

    /// <summary>
    /// The nodes that may found the cluster, each <c>host:port</c>, the same list on every node. Empty: this node is a cluster of its own.
    /// </summary>
    public IList<string> SeedNodes { get; } = [];

    /// <summary>What this node does: <see cref="WebRole"/>, <see cref="ItemsRole"/>. Empty: both.</summary>
    public IList<string> Roles { get; } = [];

    /// <summary>How nodes authenticate each other. Required when the node listens beyond loopback.</summary>
    public ClusterTlsSettings Tls { get; set; } = new();

    /// <summary>
    /// Lets a node without <see cref="Tls"/> listen beyond loopback. Anybody who reaches its port may then send any item any command,
    /// money and stock included.
    /// </summary>
    public bool AllowUnauthenticatedPeers { get; set; }

    /// <summary>Whether this node answers shoppers and operators.</summary>
    public bool IsWeb => Has(WebRole);

    /// <summary>Whether items live on this node.</summary>
    public bool HasItems => Has(ItemsRole);

    /// <summary>The address on which this node listens for others.</summary>
    internal string BindAddress => BindHostname ?? Hostname;

    /// <summary>A name other than localhost may resolve to any address, so it does not count as loopback.</summary>
    internal bool IsBoundToLoopback =>
        IPAddress.TryParse(BindAddress, out var address) ? IPAddress.IsLoopback(address) : BindAddress == "localhost";

    internal bool HasValidSeedNodes => SeedNodes.All(node =>
        node.Split(':') is [{ Length: > 0 } host, var port] && Uri.CheckHostName(host) != UriHostNameType.Unknown
        && ushort.TryParse(port, System.Globalization.NumberStyles.None, null, out var number) && number > 0);

    internal bool HasValidRoles => Roles.All(role => role is WebRole or ItemsRole);

    internal bool CanSell => HasItems || SeedNodes.Count > 0;

    private bool Has(string role) => Roles.Count == 0 || Roles.Contains(role);
}
