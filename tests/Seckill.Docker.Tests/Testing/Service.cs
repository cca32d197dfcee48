using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seckill.Docker.Tests.Testing;

/// <summary>A server of the machine's, run as a plain process until the test ends it.</summary>
public sealed class Service : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private Service(Process process) => _process = process;

    /// <summary>Starts it, and waits until an address answers with success.</summary>
    public static async Task<Service> StartAsync(string program, string[] arguments, Uri ready)
    {
        var start = new ProcessStartInfo(Tool.Find(program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var service = new Service(new Process { StartInfo = start });
        service._process.OutputDataReceived += (_, line) => service.Keep(line.Data);
        service._process.ErrorDataReceived += (_, line) => service.Keep(line.Data);
        service._process.Start();
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += service.StopAtExit;
        try
        {
            await service.WaitAsync(ready);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everything that it has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= StopAtExit;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitAsync(Uri ready)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await AnswersAsync(client, ready))
        {
            if (_process.HasExited) throw new InvalidOperationException($"{_process.StartInfo.FileName} ended with {_process.ExitCode}:\n{Output}");
            if (limit.IsCancellationRequested) throw new TimeoutException($"{_process.StartInfo.FileName} does not answer:\n{Output}");
            await poll.WaitForNextTickAsync();
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(address);
            return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent;
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>The test process may be ended before its fixtures are; the server must not stay behind.</summary>
    private void StopAtExit(object? sender, EventArgs arguments)
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    private void Keep(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
