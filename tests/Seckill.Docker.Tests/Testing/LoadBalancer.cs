using System.Text.RegularExpressions;

namespace Seckill.Docker.Tests.Testing;

/// <summary>
/// The very nginx.conf and busy.html of docker/nginx in a directory of their own; only the addresses in upstream.conf and listen.conf
/// are other ones.
/// </summary>
public sealed partial class LoadBalancer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("seckill-nginx-").FullName;
    private Service? _service;

    private LoadBalancer(int port) => Address = new Uri($"http://127.0.0.1:{port}");

    public Uri Address { get; }

    public string Output => _service!.Output;

    public string Configuration => Path.Combine(_directory, "nginx.conf");

    /// <summary>While this file exists, shoppers get the busy page.</summary>
    public string BusySwitch => Path.Combine(_directory, "busy.on");

    /// <summary>The arguments of compose.yaml, with other paths.</summary>
    public string[] Arguments => ["-e", "/dev/stderr", "-p", _directory, "-c", Configuration, "-g", "daemon off;"];

    /// <summary>Lays the files out for these nodes.</summary>
    public static async Task<LoadBalancer> PrepareAsync(IReadOnlyList<Uri> nodes)
    {
        var balancer = new LoadBalancer(HostProcess.FreePort());
        var source = Path.Combine(Tool.Folder, "nginx");
        foreach (var file in Directory.GetFiles(source)) File.Copy(file, Path.Combine(balancer._directory, Path.GetFileName(file)));
        var shipped = await File.ReadAllTextAsync(Path.Combine(source, "upstream.conf"));
        var addresses = NodeAddress().Matches(shipped).Select(match => match.Value).Distinct().ToList();
        addresses.Count.ShouldBe(nodes.Count, "as many nodes as compose.yaml has");
        var here = NodeAddress().Replace(shipped, match => nodes[addresses.IndexOf(match.Value)].Authority)
            .Replace("/etc/nginx", balancer._directory, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(balancer._directory, "upstream.conf"), here);
        await File.WriteAllTextAsync(Path.Combine(balancer._directory, "listen.conf"), $"listen {balancer.Address.Authority};\n");
        // Started by root, nginx serves files as somebody else.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(balancer._directory, (UnixFileMode)Convert.ToInt32("755", 8));
        return balancer;
    }

    /// <summary>Makes a bound of nginx.conf so tight that a test reaches it. Fails when the text is not there.</summary>
    public async Task TightenAsync(string shipped, string here)
    {
        var configuration = await File.ReadAllTextAsync(Configuration);
        configuration.ShouldContain(shipped);
        await File.WriteAllTextAsync(Configuration, configuration.Replace(shipped, here, StringComparison.Ordinal));
    }

    /// <summary>Lets a test speak for any client address: nginx believes X-Forwarded-For from loopback, as behind another proxy.</summary>
    public Task BelieveForwardedAsync() => File.AppendAllTextAsync(
        Path.Combine(_directory, "listen.conf"), "set_real_ip_from 127.0.0.1;\nreal_ip_header X-Forwarded-For;\n");

    public async Task StartAsync() => _service = await Service.StartAsync("nginx", Arguments, new Uri(Address, "/nginx-health"));

    public async ValueTask DisposeAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [GeneratedRegex(@"(?<=server )[\d.]+:8080")]
    private static partial Regex NodeAddress();
}
