using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Seckill.Cli.Rendering;
using Seckill.Cli.Streams;

namespace Seckill.Cli.Node;

/// <summary>Talks to one node. Whatever goes wrong becomes a <see cref="ConsoleFault"/>, except a cancellation.</summary>
internal sealed class NodeClient : IDisposable
{
    private const string Commands = "/api/admin/commands";

    /// <summary>How long a node may take to begin an answer; an audit of a large item takes most of a minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Said when a connection fails that may have carried a command already.</summary>
    private const string Doubt = " Whether it has carried the command out is unknown.";

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>The node sends a sign of life every 10 s; after this long without one, it counts as gone.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(35);

    /// <summary>How long a row waits for others, to be aligned with them. Nobody notices.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http;

    /// <param name="url">Where the node is.</param>
    /// <param name="token">An operator's token; null for none.</param>
    /// <param name="handler">Answers in the place of a node, in tests.</param>
    public NodeClient(Uri url, string? token, HttpMessageHandler? handler = null)
    {
        handler ??= new SocketsHttpHandler { ConnectTimeout = ConnectPatience, AllowAutoRedirect = false };
        _http = new HttpClient(handler) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The commands that the node offers.</summary>
    public Task<Palette> ReadPaletteAsync(CancellationToken cancellation) => GuardAsync(
        async patience =>
        {
            using var answer = await SendAsync(HttpMethod.Get, Commands, null, patience).ConfigureAwait(false);
            return AnswerChecks.Check(await ReadAsync(answer, Messages.Default.Palette, patience).ConfigureAwait(false));
        },
        cancellation);

    /// <summary>Gets a token from a node in Development.</summary>
    public Task<string> LoginAsync(string name, CancellationToken cancellation) => GuardAsync(
        async patience =>
        {
            using var body = JsonContent.Create(new TokenRequest(name, "operator"), Messages.Default.TokenRequest);
            using var answer = await SendAsync(HttpMethod.Post, "/api/dev/tokens", body, patience).ConfigureAwait(false);
            var said = await ReadAsync(answer, Messages.Default.TokenAnswer, patience).ConfigureAwait(false);
            return said.Token is { } token && Token.IsFit(token)
                ? token
                : throw new ConsoleFault(ExitCodes.NotReached, $"{_http.BaseAddress} gave no token.");
        },
        cancellation);

    /// <summary>Runs a line and renders what it says as it comes. Returns the command's exit code.</summary>
    public Task<int> RunAsync(string line, IRendering rendering, CancellationToken cancellation) => GuardAsync(
        async patience =>
        {
            using var body = JsonContent.Create(new LineToRun(line), Messages.Default.LineToRun);
            using var answer = await SendAsync(HttpMethod.Post, Commands, body, patience).ConfigureAwait(false);
            if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
                return await FollowAsync(answer, rendering, cancellation).ConfigureAwait(false);
            var result = AnswerChecks.Check(await ReadAsync(answer, Messages.Default.Result, patience).ConfigureAwait(false));
            OutputFaults.Guard(() => rendering.Show(result), Fate(result));
            return result.ExitCode;
        },
        cancellation,
        Doubt);

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await FaultOfAsync(answer, path, cancellation).ConfigureAwait(false);
    }

    private async Task<ConsoleFault> FaultOfAsync(HttpResponseMessage answer, string path, CancellationToken cancellation)
    {
        var problem = await ReadProblemAsync(answer, cancellation).ConfigureAwait(false);
        return (answer.StatusCode, problem) switch
        {
            (HttpStatusCode.Unauthorized, _) => new ConsoleFault(
                ExitCodes.NotAllowed,
                $"{_http.BaseAddress} wants an operator's token: {problem?.Detail} Set SECKILL_TOKEN, or in Development run 'seckill login'."),
            (HttpStatusCode.Forbidden, _) => new ConsoleFault(ExitCodes.NotAllowed, $"The token is not an operator's: {problem?.Detail}"),
            (HttpStatusCode.BadRequest, { Detail: { } detail }) => new ConsoleFault(ExitCodes.BadUsage, detail),
            (HttpStatusCode.NotFound, _) when path != Commands => new ConsoleFault(
                ExitCodes.NotAllowed, $"{_http.BaseAddress} is not in Development and gives no tokens: set SECKILL_TOKEN to an operator's token."),
            (_, { Code: { } code, Detail: { } detail }) => new ConsoleFault(ExitCodes.NoAnswer, $"{code}: {detail}"),
            _ => new ConsoleFault(
                ExitCodes.NotReached, $"{_http.BaseAddress} answers {(int)answer.StatusCode}, and not as a node does.{DoubtOf(answer)}"),
        };
    }

    /// <summary>What the refusal says; null when it is not said as a node does. The status counts all the same.</summary>
    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json") return null;
        try
        {
            var body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync(body, Messages.Default.Problem, cancellation).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/json")
            throw new JsonException("It is no JSON.");
        // Not with the character set that the answer names: JSON is UTF-8, and an unknown name would be a fault of another kind.
        var body = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync(body, type, cancellation).ConfigureAwait(false)
            ?? throw new JsonException("There is nothing in it.");
    }

    private async Task<int> FollowAsync(HttpResponseMessage answer, IRendering rendering, CancellationToken cancellation)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(SilenceMax);
        var stream = await answer.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        try
        {
            var parser = SseParser.Create(new SignsOfLife(stream, () => silence.CancelAfter(SilenceMax)));
            await using var events = parser.EnumerateAsync(silence.Token).GetAsyncEnumerator(silence.Token);
            var told = new StreamEvents(rendering);
            while (await MoveAsync(events, rendering, silence).ConfigureAwait(false))
            {
                if (told.Take(events.Current) is { } exitCode) return exitCode;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ConsoleFault(
                ExitCodes.NotReached, $"{_http.BaseAddress} has been silent for {SilenceMax.TotalSeconds} s; the stream is cut off.");
        }
        catch (Exception error) when (error is HttpIOException or IOException)
        {
            throw new ConsoleFault(ExitCodes.NotReached, $"{_http.BaseAddress} cut the stream off before its end: {error.Message}");
        }

        throw new ConsoleFault(ExitCodes.NotReached, $"{_http.BaseAddress} cut the stream off before its end.");
    }

    /// <summary>Waits for the next event. When it does not come at once, or none comes any more, rows that are held back are shown.</summary>
    private static async Task<bool> MoveAsync(IAsyncEnumerator<SseItem<string>> events, IRendering rendering, CancellationTokenSource reading)
    {
        var next = events.MoveNextAsync().AsTask();
        await Task.WhenAny(next, Task.Delay(Linger, CancellationToken.None)).ConfigureAwait(false);
        try
        {
            if (!next.IsCompletedSuccessfully || !next.Result) StreamEvents.Pause(rendering);
        }
        catch
        {
            // Nobody reads the output any more. A reading must end before its enumerator can be disposed.
            await reading.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await next.ConfigureAwait(false);
    }

    /// <summary>A balancer that loses its node in the middle of a command says 502 or 504.</summary>
    private static string DoubtOf(HttpResponseMessage answer) =>
        answer.StatusCode >= HttpStatusCode.InternalServerError && answer.RequestMessage?.Method == HttpMethod.Post ? Doubt : "";

    /// <summary>Whether no connection came about, so that the node cannot have heard of the command.</summary>
    private static bool IsBeforeTheRequest(HttpRequestException error) => error.HttpRequestError is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    /// <summary>What has become of a command that was answered.</summary>
    private static string Fate(Result result) => result.ExitCode switch
    {
        ExitCodes.Done => "The node has carried the command out.",
        _ => $"The node has answered: exit code {result.ExitCode}{(result.Code is { } code ? $", {code}" : "")}.",
    };

    private async Task<T> GuardAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation, string doubt = "")
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return await ask(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ConsoleFault(ExitCodes.NotReached, $"{_http.BaseAddress} has not answered in time.{doubt}");
        }
        catch (HttpRequestException error) when (error.InnerException is AuthenticationException tls)
        {
            throw new ConsoleFault(ExitCodes.NotReached, $"TLS with {_http.BaseAddress} fails: {tls.GetBaseException().Message}");
        }
        catch (HttpRequestException error) when (IsBeforeTheRequest(error))
        {
            throw new ConsoleFault(ExitCodes.NotReached, $"{_http.BaseAddress} cannot be reached: {error.GetBaseException().Message}");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new ConsoleFault(
                ExitCodes.NotReached,
                $"{_http.BaseAddress} broke off before its answer was complete: {error.GetBaseException().Message.TrimEnd('.')}.{doubt}");
        }
        catch (JsonException error)
        {
            // The library's own message names types of this program. One without a path is ours.
            var why = error.Path is null ? $" {error.Message}" : "";
            throw new ConsoleFault(
                ExitCodes.NotReached,
                $"{_http.BaseAddress} answers what this console does not understand. Is it a node of SeckillAkka?{why}{doubt}");
        }
    }
}
