using System.Globalization;
using System.Net;

namespace Seckill.Faults.Topology;

/// <summary>
/// A corner of 127.0.0.0/8 for one cluster: every node has an address of its own, so that nodes can be told apart, and ports are
/// the same everywhere.
/// </summary>
internal sealed class Subnet
{
    public const int HttpPort = 5080;
    public const int ClusterPort = 4053;
    private const int DatabasePort = 5432;

    private static int _taken = Random.Shared.Next(200);

    private readonly string _prefix;

    private Subnet(string prefix) => _prefix = prefix;

    /// <summary>The one that people are told about: 127.0.0.11, .12, .13, ….</summary>
    public static Subnet WellKnown { get; } = new("127.0.0");

    /// <summary>One that no other cluster of this process has, and hardly any of another.</summary>
    public static Subnet Next() =>
        new(string.Create(CultureInfo.InvariantCulture, $"127.{10 + (Environment.ProcessId % 200)}.{Interlocked.Increment(ref _taken) % 250}"));

    /// <summary>The address that a node is known by.</summary>
    public string HostOf(int node) => $"{_prefix}.{10 + node}";

    public Uri HttpOf(int node) => new($"http://{HostOf(node)}:{HttpPort}");

    /// <summary>What others connect to.</summary>
    public IPEndPoint ClusterOf(int node) => new(IPAddress.Parse(HostOf(node)), ClusterPort);

    /// <summary>Where a node listens when a proxy has its public address.</summary>
    public IPEndPoint HiddenClusterOf(int node) => new(IPAddress.Parse($"{_prefix}.{110 + node}"), ClusterPort);

    /// <summary>Where a node finds the database when a proxy is in the path.</summary>
    public IPEndPoint DatabaseOf(int node) => new(IPAddress.Parse($"{_prefix}.{10 + node}"), DatabasePort);
}
