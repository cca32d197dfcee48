using System.Text.Json.Nodes;
using Seckill.Faults.Shoppers;

namespace Seckill.Faults.Topology;

/// <summary>What the nodes say about their cluster, read as an operator reads it.</summary>
internal sealed class ClusterWindow(IReadOnlyList<ClusterNode> nodes) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Wire _wire = new(Patience);
    private readonly string _badge = Badges.Issue("olivia", "operator");

    /// <summary>Whether the node says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(ClusterNode node) =>
        (await _wire.SendAsync(node, new Call(HttpMethod.Get, "/healthz/ready"))).Status == 200;

    /// <summary>Whether every node is ready and sees every other one up and reachable.</summary>
    public async Task<bool> IsWholeAsync()
    {
        var whole = await Task.WhenAll(nodes.Select(async node => await IsReadyAsync(node) && SeesAll(await ReadAsync(node))));
        return whole.All(so => so);
    }

    /// <summary>The items in a node's memory; none when it does not answer.</summary>
    public async Task<IReadOnlyList<string>> ItemsOfAsync(ClusterNode node)
    {
        var heard = await _wire.SendAsync(node, new Call(HttpMethod.Get, "/api/admin/cluster/items") { Badge = _badge });
        return heard.Status == 200 ? [.. heard.Body!["items"]!.AsArray().Select(item => (string)item!)] : [];
    }

    /// <summary>The node on which the items' coordinator lives; null when nobody tells.</summary>
    public async Task<ClusterNode?> FindOldestAsync()
    {
        foreach (var node in nodes)
        {
            var oldest = (string?)(await ReadAsync(node))?["oldest"];
            if (oldest is not null) return nodes.FirstOrDefault(candidate => oldest.Contains($"@{candidate.Host}:", StringComparison.Ordinal));
        }

        return null;
    }

    /// <summary>For people: what each node answers.</summary>
    public async Task<string> DescribeAsync()
    {
        var said = await Task.WhenAll(nodes.Select(async node =>
            $"{node}: {(await IsReadyAsync(node) ? "ready" : "not ready")}, {(await ReadAsync(node))?["members"]?.ToJsonString() ?? "no answer"}"));
        return string.Join("; ", said);
    }

    public void Dispose() => _wire.Dispose();

    private async Task<JsonNode?> ReadAsync(ClusterNode node)
    {
        var heard = await _wire.SendAsync(node, new Call(HttpMethod.Get, "/api/admin/cluster") { Badge = _badge });
        return heard.Status == 200 ? heard.Body : null;
    }

    private bool SeesAll(JsonNode? view)
    {
        var members = view?["members"]?.AsArray();
        return members is not null && members.Count == nodes.Count
            && members.All(member => (string?)member!["status"] == "up" && (bool)member["reachable"]!);
    }
}
