using System.Globalization;
using Seckill.Testing;

namespace Seckill.Benchmarks.Contenders;

/// <summary>A real Redis on a scratch directory and a free loopback port: append-only file on, no dumps.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly string _directory;

    private RedisServer(ChildProcess process, string directory, int port)
    {
        (_process, _directory) = (process, directory);
        Configuration = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
    }

    /// <summary>How a client reaches it.</summary>
    public string Configuration { get; }

    public int Id => _process.Id;

    /// <param name="appendFsync"><c>everysec</c> or <c>always</c>.</param>
    public static async Task<RedisServer> StartAsync(string appendFsync)
    {
        var (directory, port) = (Directory.CreateTempSubdirectory("seckill-redis-").FullName, HostProcess.FreePort());
        string[] arguments =
        [
            "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", directory, "--save", "",
            "--appendonly", "yes", "--appendfsync", appendFsync, "--logfile", "redis.log",
        ];
        var process = new ChildProcess("redis-server", arguments);
        await process.WaitForPortAsync(port);
        return new RedisServer(process, directory, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
