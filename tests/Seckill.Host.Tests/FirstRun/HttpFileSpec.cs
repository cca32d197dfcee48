using System.Globalization;
using Seckill.Domain.Challenges;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.FirstRun;

/// <summary><c>seckill.http</c> shows every call. Whoever sends it from top to bottom sees what its titles say.</summary>
public sealed class HttpFileSpec
{
    [Fact]
    public async Task Every_request_of_the_file_is_answered_as_its_title_says()
    {
        await using var host = new HostProcess(new Dictionary<string, string> { ["Seckill__Limits__ChallengeWaitSeconds"] = "1" });
        await host.StartReadyAsync();
        var text = await File.ReadAllTextAsync(Path.Combine(HostProcess.RepositoryRoot, "src", "Seckill.Host", "seckill.http"));
        using var client = new HttpClient();
        HttpFile file = null!;
        file = new HttpFile(client) { Prepare = PrepareAsync, IsAwaited = IsAwaited };

        var answers = await file.SendAsync(text.Replace("http://127.0.0.1:5080", host.Address.ToString().TrimEnd('/'), StringComparison.Ordinal));

        foreach (var (title, status, said) in answers)
            status.ShouldBe(Expected(title) ?? (status < 300 ? status : 200), $"{title}\n{said}");
        answers.Count.ShouldBeGreaterThan(60);

        async Task<string> PrepareAsync(string title, string request)
        {
            if (title.StartsWith("A ticket for the solved challenge", StringComparison.Ordinal))
            {
                return request.Replace(
                    "12345",
                    ProofOfWork.Solve(
                        file.Known("challenge.response.body.$.salt"), file.Known("challenge.response.body.$.challenge"),
                        long.Parse(file.Known("challenge.response.body.$.maxNumber"), CultureInfo.InvariantCulture))!.Value.ToString(CultureInfo.InvariantCulture),
                    StringComparison.Ordinal);
            }

            return request;
        }
    }

    /// <summary>Where a title speaks of something to wait for, people send the request again until it is there.</summary>
    private static bool IsAwaited(string title, int status, string said) =>
        title.StartsWith("Hand it in as it is", StringComparison.Ordinal) ? status == 200
        : title.StartsWith("My place; when I am admitted", StringComparison.Ordinal) ? said.Contains("\"admitted\"", StringComparison.Ordinal)
        : !title.StartsWith("My place, or the offer", StringComparison.Ordinal) || said.Contains("\"offered\"", StringComparison.Ordinal);

    /// <summary>What is not a success, by what its title says of it.</summary>
    private static int? Expected(string title) =>
        title.Contains("(401)", StringComparison.Ordinal) ? 401
        : title.Contains("(409)", StringComparison.Ordinal) ? 409
        : title.StartsWith("Has it changed? 304", StringComparison.Ordinal) ? 304
        : null;
}
