using System.Net;
using Npgsql;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Rehearsal;

/// <summary>A node that rehearses is warm when it is ready, and nothing else tells that it has.</summary>
public sealed class RehearsalSpec : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("seckill-test-");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public async Task Nothing_is_left_of_a_rehearsal_but_a_line_in_the_log()
    {
        await using var host = NewHost("1000");

        await host.StartReadyAsync();

        host.Output.ShouldContain("Rehearsed ");
        host.Output.Split('\n').Count(line => line.Contains("rehears", StringComparison.OrdinalIgnoreCase)).ShouldBe(1, host.Output);
        _temporary.EnumerateFileSystemInfos("seckill-rehearsal-*").ShouldBeEmpty();
        using var client = new HttpClient();
        var metrics = await client.GetStringAsync(new Uri(host.Management, "/metrics"));
        metrics.ShouldContain("seckill_requests_total");
        metrics.ShouldNotContain("operation=\"buy\"");
        foreach (var histogram in (string[])["seckill_item_batch_commands_count", "seckill_journal_write_duration_seconds_count", "seckill_purchase_duration_seconds_count"])
            metrics.ShouldNotContain(histogram);
        (await client.GetStringAsync(new Uri(host.Address, "/api/items"))).ShouldContain("\"items\":[]");
        DataFile.Query(Path.Combine(host.Directory, "data", "ledger.db"), "SELECT CAST(count(*) AS TEXT) FROM journal WHERE persistence_id <> @name", "nobody's").ShouldBe(["0"]);
    }

    [SkippableFact]
    public async Task A_node_on_a_database_server_rehearses_there_too_and_leaves_no_row()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await using var host = NewHost("1000", database: database);

        await host.StartReadyAsync();

        host.Output.ShouldContain("Rehearsed ");
        host.Output.ShouldContain("and took it back.");
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var rows = new NpgsqlCommand(
            "SELECT (SELECT count(*) FROM journal) + (SELECT count(*) FROM orders) + (SELECT count(*) FROM items) + (SELECT count(*) FROM operations)", connection);
        (await rows.ExecuteScalarAsync()).ShouldBe(0L);
    }

    [Fact]
    public async Task A_node_that_cannot_rehearse_says_so_and_sells()
    {
        await using var host = NewHost("1000", temporary: Path.Combine(_temporary.FullName, "missing"));

        await host.StartReadyAsync();

        host.Output.ShouldContain("Could not rehearse: ");
    }

    [Fact]
    public async Task A_node_that_is_asked_to_end_in_the_middle_ends_at_once_and_leaves_nothing()
    {
        await using var host = NewHost("60000");
        host.Start();
        await Eventually.GetAsync(() => Task.FromResult(_temporary.EnumerateFiles("orders.db", SearchOption.AllDirectories).Any()), isThere => isThere);

        await host.StopAsync(TimeSpan.FromSeconds(20));

        _temporary.EnumerateFileSystemInfos("seckill-rehearsal-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_node_that_comes_back_in_the_middle_of_a_sale_does_not_make_buyers_wait()
    {
        await using var host = NewHost("1000");
        await host.StartReadyAsync();
        using var shop = new SaleClient(host.Address);
        (await shop.ListAsync(TokenMint.Issue("olivia", "operator"), "phone", stock: 5)).Status.ShouldBe(HttpStatusCode.Created);
        await Eventually.GetAsync(
            () => Task.FromResult(DataFile.Query(Path.Combine(host.Directory, "data", "orders.db"), "SELECT item_id FROM items WHERE item_id <> @name", "nobody's")),
            items => items.Count > 0);
        await host.KillAsync();
        var said = host.Output.Length;

        await host.StartReadyAsync();

        host.Output[said..].ShouldContain("without a rehearsal");
        host.Output[said..].ShouldNotContain("Rehearsed ");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("60001")]
    [InlineData("soon")]
    public async Task A_time_that_makes_no_sense_keeps_the_node_from_starting(string maxMs)
    {
        await using var host = NewHost(maxMs);
        host.Start();

        (await host.WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(1);

        host.Output.ShouldContain("Seckill:Rehearsal:MaxMs");
    }

    private HostProcess NewHost(string maxMs, string? temporary = null, string? database = null)
    {
        var settings = new Dictionary<string, string>(ProductionSettings.Complete())
        {
            ["Seckill__Rehearsal__MaxMs"] = maxMs,
            ["TMPDIR"] = temporary ?? _temporary.FullName,
        };
        if (database is not null) (settings["Seckill__Storage__Provider"], settings["Seckill__Storage__ConnectionString"]) = ("postgres", database);
        return new HostProcess(settings);
    }
}
