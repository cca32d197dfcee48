using System.Globalization;
using System.Security;
using System.Text;

namespace Seckill.Benchmarks.Report;

/// <summary>
/// Horizontal bars with the range of the rounds, as SVG. Written by hand: a few bars do not justify a chart library, which would
/// bring a native renderer, and text stays text.
/// </summary>
internal static class Chart
{
    private const int Width = 880;
    private const int LabelWidth = 220;
    private const int ValueWidth = 150;
    private const int Top = 56;
    private const int RowHeight = 40;
    private const int BarHeight = 22;

    public static string Of(IReadOnlyList<Bar> bars)
    {
        var height = Top + bars.Count * RowHeight + 12;
        var scale = (Width - LabelWidth - ValueWidth) / bars.Max(bar => bar.Max);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" role="img" aria-label="Wins per second" font-family="system-ui, sans-serif" font-size="14">
            <rect width="100%" height="100%" fill="#ffffff"/>
            <text x="16" y="26" font-size="17" font-weight="600" fill="#1f2328">Winning purchases per second, one hot item, 256 connections</text>
            <text x="16" y="44" font-size="12" fill="#59636e">median of the rounds; the line is their range. Authentication on everywhere but at the empty endpoint.</text>

            """);
        for (var i = 0; i < bars.Count; i++) AppendBar(svg, bars[i], Top + i * RowHeight, scale);
        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendBar(StringBuilder svg, Bar bar, int top, double scale)
    {
        var (middle, text) = (top + RowHeight / 2, top + RowHeight / 2 + 5);
        var (length, low, high) = (bar.Median * scale, LabelWidth + bar.Min * scale, LabelWidth + bar.Max * scale);
        var colour = bar.IsOurs ? "#1a7f37" : "#8c959f";
        svg.Append(CultureInfo.InvariantCulture, $"""
            <text x="{LabelWidth - 10}" y="{text}" text-anchor="end" fill="#1f2328">{SecurityElement.Escape(bar.Label)}</text>
            <rect x="{LabelWidth}" y="{middle - BarHeight / 2}" width="{length:F1}" height="{BarHeight}" rx="2" fill="{colour}"/>
            <path d="M{low:F1} {middle}H{high:F1}M{low:F1} {middle - 5}v10M{high:F1} {middle - 5}v10" stroke="#1f2328" fill="none"/>
            <text x="{high + 10:F1}" y="{text}" fill="#1f2328">{bar.Median:N0}</text>

            """);
    }
}
