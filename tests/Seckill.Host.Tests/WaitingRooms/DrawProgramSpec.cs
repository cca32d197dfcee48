using System.Diagnostics;
using System.Text.RegularExpressions;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.WaitingRooms;

/// <summary>The program that the README gives to whoever doubts a draw, run as it stands there on a real ledger.</summary>
[Collection(OnRoomHost.Name)]
public sealed partial class DrawProgramSpec(RoomHost host)
{
    private const string Rows = "SELECT sequence_number || ' ' || hex(message) FROM journal WHERE persistence_id = @name ORDER BY sequence_number";

    [SkippableFact]
    public async Task It_comes_to_everybodys_place()
    {
        var python = Environment.GetEnvironmentVariable("PATH")?.Split(':').Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);
        Skip.If(python is null, "python3 is not installed; on Debian: apt-get install python3.");
        var item = await host.ListRoomAsync(stock: 3, TimeSpan.FromSeconds(4));
        var people = Enumerable.Range(0, 12).Select(_ => host.NewBuyer()).ToArray();
        foreach (var buyer in people) (await buyer.JoinAsync(item)).ShouldHaveStatus(201);
        await people[^1].LeaveAsync(item);
        await RoomHost.AwaitPlaceAsync(people[0], item, place => place["seed"] is not null);

        var said = await RunAsync(python!, host.Query("ledger.db", Rows, $"room-{item}"));

        said[0].ShouldBe((string)(await host.ItemAsync(item))["seedHash"]!);
        said.Length.ShouldBe(people.Length, "one has left before the start");
        foreach (var buyer in people[..^1])
        {
            var place = await RoomHost.AwaitPlaceAsync(buyer, item, place => place["position"] is not null || (string)place["state"]! == "left");
            if (place["position"] is { } position) said.ShouldContain($"{position} {buyer.Name}");
        }
    }

    private static async Task<string[]> RunAsync(string python, IEnumerable<string> rows)
    {
        var program = Program().Match(await File.ReadAllTextAsync(Path.Combine(HostProcess.RepositoryRoot, "README.md"))).Groups[1].Value;
        program.ShouldNotBeEmpty("README.md has the program");
        var start = new ProcessStartInfo(python, ["-c", program]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(string.Join('\n', rows) + "\n");
        process.StandardInput.Close();
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex("```python\n(import hashlib, hmac.+?)```", RegexOptions.Singleline)]
    private static partial Regex Program();
}
