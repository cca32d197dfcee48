using System.Net.Mime;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;

namespace Seckill.Host.Tests.Testing;

/// <summary>Gives commands over HTTP, as consoles do.</summary>
public static class Consoles
{
    private const string Path = "/api/admin/commands";

    /// <summary>Gives a command and returns the whole answer, whatever it is.</summary>
    public static Task<Received> SayAsync(this Party party, string line, string accept = MediaTypeNames.Application.Json) =>
        party.PostAsync(Path, new JsonObject { ["line"] = line }, ("Accept", accept));

    /// <summary>Gives a command that ends with this exit code.</summary>
    public static async Task<CommandAnswer> RunAsync(this Party party, string line, int exitCode = 0)
    {
        var answer = new CommandAnswer((await party.SayAsync(line)).ShouldHaveStatus(200));
        ((int)answer.Received["exitCode"]!).ShouldBe(exitCode, answer.Received.ToString());
        return answer;
    }

    /// <summary>Opens a command's stream; null, with the refusal, when the host refuses it.</summary>
    public static async Task<(ConsoleStream? Stream, int Status)> OpenAsync(this TestHost host, string line)
    {
        using var request = host.Operator.Request(HttpMethod.Post, Path, ("Accept", "text/event-stream"));
        request.Content = new StringContent(new JsonObject { ["line"] = line }.ToJsonString(), Encoding.UTF8, MediaTypeNames.Application.Json);
        var response = await host.Wire.OpenAsync(request, CancellationToken.None);
        var status = (int)response.StatusCode;
        if (status == 200)
        {
            response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
            return (new ConsoleStream(response, new StreamReader(await response.Content.ReadAsStreamAsync())), status);
        }

        response.Dispose();
        return (null, status);
    }
}

/// <summary>A command's answer in one piece.</summary>
public sealed record CommandAnswer(Received Received)
{
    public IReadOnlyList<JsonArray> Rows => [.. Received["rows"]!.AsArray().Select(row => row!.AsArray())];

    public IReadOnlyList<string> Lines => [.. Received["lines"]!.AsArray().Select(line => (string)line!)];

    public string? Code => (string?)Received["code"];

    public string? NextCursor => (string?)Received["nextCursor"];

    /// <summary>A row's cell by its column.</summary>
    public JsonNode? Cell(int row, string column) => Rows[row][IndexOf(column)];

    /// <summary>In a table of fields and values: the value of a field.</summary>
    public JsonNode? Field(string field) => Rows.Single(row => (string)row[0]! == field)[1];

    private int IndexOf(string column)
    {
        var columns = Received["columns"]!.AsArray().Select(name => (string)name!).ToList();
        columns.ShouldContain(column);
        return columns.IndexOf(column);
    }
}

/// <summary>A command's output as it comes.</summary>
public sealed class ConsoleStream(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The next event; null at the end of the answer.</summary>
    public async Task<(string Event, JsonNode Data)?> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        string? name = null;
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) return (name!, JsonNode.Parse(line["data: ".Length..])!);
        }

        return null;
    }

    /// <summary>The next event of that name that is as wanted.</summary>
    public async Task<JsonNode> NextAsync(string name, Func<JsonNode, bool>? isSo = null)
    {
        while (await NextAsync() is { } next)
        {
            if (next.Event == name && isSo?.Invoke(next.Data) != false) return next.Data;
        }

        throw new EndOfStreamException($"The stream ended without such a '{name}'.");
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
