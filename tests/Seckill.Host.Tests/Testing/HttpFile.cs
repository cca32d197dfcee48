using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Seckill.Host.Tests.Testing;

/// <summary>
/// A file of requests as editors send them: <c>###</c> begins one, <c># @name</c> names it, and <c>{{name.response.body.$.field}}</c> is
/// what an earlier one was answered.
/// </summary>
internal sealed partial class HttpFile(HttpClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Called before a request is sent, with its title and its text; returns the text to send.</summary>
    public Func<string, string, Task<string>> Prepare { get; init; } = (_, text) => Task.FromResult(text);

    /// <summary>Whether an answer to a request with this title is the one that is waited for; until then it is sent again.</summary>
    public Func<string, int, string, bool> IsAwaited { get; init; } = (_, _, _) => true;

    /// <summary>What an earlier request was answered, by <c>name.response.body.$.field</c>.</summary>
    public string Known(string name) => _known[name];

    /// <summary>Sends everything from top to bottom, and returns each title with the status of the answer.</summary>
    public async Task<IReadOnlyList<(string Title, int Status, string Said)>> SendAsync(string text)
    {
        var answers = new List<(string, int, string)>();
        foreach (Match variable in Variable().Matches(text)) _known[variable.Groups["name"].Value] = variable.Groups["value"].Value.Trim();
        foreach (var part in text.Split("\n### ").Skip(1).Where(part => !part.StartsWith("---", StringComparison.Ordinal)))
        {
            var (title, body) = part.Split('\n', 2) is [var first, var rest] ? (first, rest) : (part, "");
            var request = await Prepare(title, body);
            var (status, said) = await Eventually.GetAsync(() => SendOneAsync(request), answer => IsAwaited(title, answer.Status, answer.Said), Patience);
            answers.Add((title, status, said));
        }

        return answers;
    }

    private async Task<(int Status, string Said)> SendOneAsync(string text)
    {
        var name = Name().Match(text) is { Success: true } named ? named.Groups["name"].Value : null;
        var filled = Use().Replace(text, use => _known.TryGetValue(use.Groups["name"].Value, out var value)
            ? value
            : throw new InvalidOperationException($"Nothing above gives {use.Value}."));
        var lines = filled.Split('\n').SkipWhile(line => line.StartsWith('#') || line.Length == 0).ToArray();
        using var request = Read(lines);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var said = answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? await BeginningOfAsync(answer) : await answer.Content.ReadAsStringAsync();
        if (name is not null) Learn(name, answer, said);
        return ((int)answer.StatusCode, said);
    }

    private static HttpRequestMessage Read(string[] lines)
    {
        var verb = lines[0].Split(' ', 2);
        var request = new HttpRequestMessage(new HttpMethod(verb[0]), verb[1]);
        var headers = lines.Skip(1).TakeWhile(line => line.Length > 0).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var body = string.Join('\n', lines.Skip(2 + headers.Count)).Trim();
        if (body.Length > 0) request.Content = new StringContent(body, Encoding.UTF8, headers["Content-Type"]);
        foreach (var (header, value) in headers.Where(pair => pair.Key != "Content-Type")) request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }

    private void Learn(string name, HttpResponseMessage answer, string said)
    {
        foreach (var header in answer.Headers) _known[$"{name}.response.headers.{header.Key}"] = header.Value.First();
        if (JsonNode.Parse(said) is not JsonObject fields) return;
        foreach (var (field, value) in fields)
            if (value is not null) _known[$"{name}.response.body.$.{field}"] = value.ToString();
    }

    private static async Task<string> BeginningOfAsync(HttpResponseMessage answer)
    {
        var buffer = new byte[4_096];
        await using var stream = await answer.Content.ReadAsStreamAsync();
        using var enough = new CancellationTokenSource(Patience);
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, enough.Token));
    }

    [GeneratedRegex("^@(?<name>\\w+) = (?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex("^# @name (?<name>\\w+)$", RegexOptions.Multiline)]
    private static partial Regex Name();

    [GeneratedRegex(@"\{\{(?<name>[^{}]+)\}\}")]
    private static partial Regex Use();
}
