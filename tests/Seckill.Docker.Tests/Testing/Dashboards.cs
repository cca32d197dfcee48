using System.Text.Json.Nodes;

namespace Seckill.Docker.Tests.Testing;

/// <summary>One expression of a panel of a shipped dashboard.</summary>
public sealed record PanelQuery(string Dashboard, string Panel, string Expression);

/// <summary>The shipped dashboards.</summary>
public static class Dashboards
{
    public static string Folder => Path.Combine(Tool.Folder, "grafana", "dashboards");

    /// <summary>Every expression of every panel.</summary>
    public static IReadOnlyList<PanelQuery> Queries { get; } =
    [
        .. Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal).SelectMany(file =>
        {
            var dashboard = JsonNode.Parse(File.ReadAllText(file))!;
            return dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray().Select(target =>
                new PanelQuery((string)dashboard["uid"]!, (string)panel["title"]!, (string)target!["expr"]!)));
        }),
    ];
}
