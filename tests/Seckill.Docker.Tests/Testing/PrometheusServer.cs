using System.Globalization;
using System.Text.Json.Nodes;

namespace Seckill.Docker.Tests.Testing;

/// <summary>A real Prometheus with the shipped files, but other nodes and a quicker pulse, in a folder of its own.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("seckill-prometheus-").FullName;
    private readonly HttpClient _http = new();
    private Service? _service;

    private PrometheusServer()
    {
    }

    /// <summary>Starts it; it scrapes these listeners every second.</summary>
    public static async Task<PrometheusServer> StartAsync(IEnumerable<Uri> nodes)
    {
        var server = new PrometheusServer();
        var address = new Uri($"http://127.0.0.1:{HostProcess.FreePort()}");
        server._http.BaseAddress = address;
        var source = Path.Combine(Tool.Folder, "prometheus");
        foreach (var file in Directory.GetFiles(source)) File.Copy(file, Path.Combine(server._directory, Path.GetFileName(file)));
        var targets = string.Join(", ", nodes.Select(node => $"\"{node.Authority}\""));
        await File.WriteAllTextAsync(Path.Combine(server._directory, "nodes.yml"), $"- targets: [{targets}]\n");
        var config = Path.Combine(server._directory, "prometheus.yml");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config)).Replace("interval: 5s", "interval: 1s", StringComparison.Ordinal));
        server._service = await Service.StartAsync(
            "prometheus",
            [$"--config.file={config}", $"--storage.tsdb.path={Path.Combine(server._directory, "data")}", $"--web.listen-address={address.Authority}"],
            new Uri(address, "/-/ready"));
        return server;
    }

    /// <summary>What it answers to an expression.</summary>
    public Task<JsonNode> QueryAsync(string expression) => GetAsync("/api/v1/query?query=" + Uri.EscapeDataString(expression));

    /// <summary>What it answers at a path.</summary>
    public async Task<JsonNode> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    /// <summary>The greatest value of an expression's series; null when it finds nothing, or nothing that is a number.</summary>
    /// <exception cref="InvalidOperationException">It is no expression.</exception>
    public async Task<double?> GreatestAsync(string expression)
    {
        var answer = await QueryAsync(expression);
        if ((string?)answer["status"] != "success") throw new InvalidOperationException($"{expression}: {answer.ToJsonString()}");
        return answer["data"]!["result"]!.AsArray().Select(series => Parse((string)series!["value"]![1]!)).Where(double.IsFinite)
            .Cast<double?>().Max();
    }

    /// <summary>An expression's series second by second; each bears the legend with its labels filled in.</summary>
    public async Task<IReadOnlyList<PanelLine>> LinesAsync(string expression, string legend, DateTimeOffset from, DateTimeOffset to)
    {
        var (start, end) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        var answer = await GetAsync($"/api/v1/query_range?query={Uri.EscapeDataString(expression)}&start={start}&end={end}&step=1");
        return [.. answer["data"]!["result"]!.AsArray().Select(series =>
        {
            var name = series!["metric"]!.AsObject().Aggregate(
                legend, (text, label) => text.Replace($"{{{{{label.Key}}}}}", (string)label.Value!, StringComparison.Ordinal));
            var values = new double?[end - start + 1];
            foreach (var point in series["values"]!.AsArray())
            {
                var value = Parse((string)point![1]!);
                if (double.IsFinite(value)) values[(long)(double)point[0]! - start] = value;
            }

            return new PanelLine(name, values);
        })];
    }

    /// <summary>Waits until an expression is above 0, or has been at some scrape of this run.</summary>
    public Task AwaitAsync(string expression) => Until.TrueAsync(
        async () => await GreatestAsync($"max_over_time(({expression})[15m:1s])") > 0, expression, TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_service is not null) await _service.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static double Parse(string value) => value switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(value, CultureInfo.InvariantCulture),
    };
}
