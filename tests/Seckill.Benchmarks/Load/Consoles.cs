using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;

namespace Seckill.Benchmarks.Load;

/// <summary>Operators at their consoles: some follow the item, some the journal, and one audits without a pause. Loopback only.</summary>
internal sealed class Consoles : IAsyncDisposable
{
    private static readonly Uri Commands = new("/api/admin/commands", UriKind.Relative);

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _running = [];
    private long _rows;
    private long _audits;

    private Consoles(Uri host)
    {
        if (!host.IsLoopback) throw new InvalidOperationException($"Consoles are for this machine only, not for {host}.");
        _http = new HttpClient { BaseAddress = host, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Buyers.OperatorToken());
    }

    /// <summary>Rows shown so far, on all consoles.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Audits done so far.</summary>
    public long Audits => Interlocked.Read(ref _audits);

    /// <summary>Opens so many consoles, and returns when each has its first output; and begins to audit.</summary>
    public static async Task<Consoles> OpenAsync(Uri host, string item, int watching, int tailing)
    {
        var all = new Consoles(host);
        foreach (var line in Enumerable.Repeat($"item watch {item}", watching).Concat(Enumerable.Repeat("journal tail", tailing)))
        {
            var answer = await all.SayAsync(line);
            var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            if (await lines.ReadLineAsync() is not "event: columns") throw new InvalidOperationException($"'{line}' does not stream.");
            all._running.Add(all.ReadAsync(lines));
        }

        all._running.Add(all.AuditAsync(item));
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _http.Dispose();
        await Task.WhenAll(_running);
        _ending.Dispose();
    }

    private async Task<HttpResponseMessage> SayAsync(string line)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Commands)
        {
            Content = new StringContent(new JsonObject { ["line"] = line }.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json),
        };
        request.Headers.Accept.ParseAdd("text/event-stream");
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _ending.Token);
        return answer.EnsureSuccessStatusCode();
    }

    private async Task ReadAsync(StreamReader lines)
    {
        try
        {
            while (await lines.ReadLineAsync(_ending.Token) is { } line)
            {
                if (line == "event: row") Interlocked.Increment(ref _rows);
            }
        }
        catch (Exception error) when (_ending.IsCancellationRequested && error is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Closed by us, at the end.
        }
    }

    private async Task AuditAsync(string item)
    {
        try
        {
            while (!_ending.IsCancellationRequested)
            {
                using var answer = await SayAsync($"item audit {item}");
                await answer.Content.ReadAsStringAsync(_ending.Token);
                Interlocked.Increment(ref _audits);
            }
        }
        catch (Exception error) when (_ending.IsCancellationRequested && error is OperationCanceledException or IOException or ObjectDisposedException or HttpRequestException)
        {
            // Closed by us, at the end.
        }
    }
}
