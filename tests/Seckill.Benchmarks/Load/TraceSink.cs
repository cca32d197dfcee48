using System.Net;
using Seckill.Testing;

namespace Seckill.Benchmarks.Load;

/// <summary>A receiver of OTLP over HTTP that takes everything and keeps nothing. Loopback only.</summary>
internal sealed class TraceSink : IDisposable
{
    private readonly HttpListener _listener = new();
    private long _exports;

    public TraceSink()
    {
        Address = new Uri($"http://127.0.0.1:{HostProcess.FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Exports received so far.</summary>
    public long Exports => Interlocked.Read(ref _exports);

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var export = await _listener.GetContextAsync();
                await export.Request.InputStream.CopyToAsync(Stream.Null);
                Interlocked.Increment(ref _exports);
                export.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // Closed by us, at the end.
        }
    }
}
