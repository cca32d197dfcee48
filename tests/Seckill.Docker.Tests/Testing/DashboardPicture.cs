using System.Globalization;
using System.Security;
using System.Text;
using System.Text.Json.Nodes;

namespace Seckill.Docker.Tests.Testing;

/// <summary>One line of a panel: its name, and its values over the run; where there is none, null.</summary>
public sealed record PanelLine(string Name, IReadOnlyList<double?> Values);

/// <summary>
/// Draws what a dashboard shows of a run, as SVG: the lines that Prometheus answers to its panels' expressions. Grafana cannot run here, so
/// this shows the data and not Grafana's looks.
/// </summary>
public static class DashboardPicture
{
    private const int Columns = 2;
    private const int PanelWidth = 470;
    private const int PanelHeight = 210;
    private const int PlotLeft = 50;
    private const int PlotTop = 34;
    private const int PlotWidth = 405;
    private const int PlotHeight = 112;

    /// <summary>More lines than that would be a tangle; the highest stay.</summary>
    private const int LinesMax = 6;

    /// <summary>Told apart by people who do not tell red from green (Okabe and Ito).</summary>
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

    /// <summary>Asks Prometheus for every line of the dashboard's panels with lines, and draws them.</summary>
    public static async Task<string> OfAsync(PrometheusServer prometheus, string dashboard, DateTimeOffset from, DateTimeOffset to)
    {
        var file = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Dashboards.Folder, $"{dashboard}.json")))!;
        List<(string Title, IReadOnlyList<PanelLine> Lines)> panels = [];
        foreach (var panel in file["panels"]!.AsArray().Where(panel => (string?)panel!["type"] == "timeseries"))
        {
            List<PanelLine> lines = [];
            foreach (var target in panel!["targets"]!.AsArray())
                lines.AddRange(await prometheus.LinesAsync((string)target!["expr"]!, (string)target["legendFormat"]!, from, to));
            panels.Add(((string)panel["title"]!, lines));
        }

        return Draw(panels, (to - from).TotalSeconds);
    }

    /// <summary>Draws panels in two columns.</summary>
    public static string Draw(IReadOnlyList<(string Title, IReadOnlyList<PanelLine> Lines)> panels, double seconds)
    {
        var rows = (panels.Count + Columns - 1) / Columns;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Columns * PanelWidth} {rows * PanelHeight}\" ");
        svg.Append("font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        foreach (var (i, (title, lines)) in panels.Index())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({i % Columns * PanelWidth} {i / Columns * PanelHeight})\">\n");
            DrawPanel(svg, title, [.. lines.OrderByDescending(line => line.Values.Max() ?? 0).Take(LinesMax)], seconds);
            svg.Append("</g>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void DrawPanel(StringBuilder svg, string title, IReadOnlyList<PanelLine> lines, double seconds)
    {
        var top = lines.Select(line => line.Values.Max() ?? 0).DefaultIfEmpty().Max();
        if (top <= 0) top = 1;
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{PlotLeft}\" y=\"22\" font-size=\"13\" font-weight=\"bold\">{SecurityElement.Escape(title)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{PlotLeft} {PlotTop}v{PlotHeight}h{PlotWidth}\" fill=\"none\" stroke=\"#888\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{PlotLeft - 4}\" y=\"{PlotTop + 9}\" text-anchor=\"end\">{Short(top)}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{PlotLeft - 4}\" y=\"{PlotTop + PlotHeight}\" text-anchor=\"end\">0</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{PlotLeft + PlotWidth}\" y=\"{PlotTop + PlotHeight + 13}\" text-anchor=\"end\">{seconds:F0} s</text>\n");
        foreach (var (i, line) in lines.Index())
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{PathOf(line.Values, top)}\" fill=\"none\" stroke=\"{Colours[i]}\" stroke-width=\"1.5\"/>\n");
            var (x, y) = (PlotLeft + (i % 2 * 205), PlotTop + PlotHeight + 28 + (i / 2 * 15));
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" fill=\"{Colours[i]}\">{SecurityElement.Escape(line.Name)}</text>\n");
        }
    }

    /// <summary>Short enough for the margin: 0.05, 12.4, 688, 101k.</summary>
    private static string Short(double value) => value < 1_000
        ? value.ToString("G3", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{value / 1_000:0}k");

    /// <summary>A gap where there is no value.</summary>
    private static string PathOf(IReadOnlyList<double?> values, double top)
    {
        var (path, isDown) = (new StringBuilder(), false);
        foreach (var (i, value) in values.Index())
        {
            if (value is { } height)
            {
                var (x, y) = (PlotLeft + (PlotWidth * (double)i / Math.Max(1, values.Count - 1)), PlotTop + PlotHeight - (PlotHeight * height / top));
                path.Append(CultureInfo.InvariantCulture, $"{(isDown ? 'L' : 'M')}{x:F1} {y:F1}");
            }

            isDown = value is not null;
        }

        return path.ToString();
    }
}
