using System.Diagnostics;
using Akka.Actor;
using Microsoft.Data.Sqlite;
using Seckill.Storage.Databases;
using Seckill.Storage.Databases.Sqlite;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqlitePreparationSpec : IAsyncDisposable
{
    private readonly SqliteHome _home = new();

    private StorageOptions Options => _home.Options;

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task An_absent_directory_becomes_a_ready_store()
    {
        using var stores = await PrepareAsync(Options);

        Directory.GetFiles(Options.FullDirectory, "*.db").Select(Path.GetFileName)
            .ShouldBe(["ledger.db", "orders.db", "snapshots.db"], ignoreOrder: true);
        (await new StorageProbe(stores, TimeProvider.System).CheckAsync(default)).ShouldAllBe(health => health.IsHealthy);
    }

    [Fact]
    public async Task Preparing_again_keeps_what_is_there()
    {
        var sale = Sale.OfEverything("kept");
        using (var stores = await PrepareAsync(Options)) await new ReadModelWriter(stores.Tables).WriteAsync(sale.Ledger, default);

        using var again = await PrepareAsync(Options);

        await RowsOf.ShouldBeExactAsync(again, sale);
    }

    [Fact]
    public async Task Every_file_has_a_write_ahead_log_and_commits_reach_the_disk()
    {
        using var stores = await PrepareAsync(Options);

        foreach (var database in (IDatabase[])[stores.Ledger, stores.Snapshots, stores.Tables])
        {
            (await PragmaAsync(database, "journal_mode")).ShouldBe("wal");
            (await PragmaAsync(database, "synchronous")).ShouldBe(2L);
            (await PragmaAsync(database, "busy_timeout")).ShouldBe(3_000L);
        }
    }

    [Fact]
    public async Task The_journals_plugin_opens_its_files_as_we_do()
    {
        using var stores = await PrepareAsync(Options);
        string[] files = [StorageFiles.LedgerOf(Options), StorageFiles.SnapshotsOf(Options)];
        // Connections that we configured ourselves must not be the ones found below.
        foreach (var file in files) ClearPool(file);
        await using var node = new LedgerNode(Options, stores);
        var writer = node.Writer(Sale.Open("any").Id);
        await writer.Ask<long>(Sale.Open("any").Ledger[0].Batch, LedgerNode.Patience);
        await writer.Ask<string>("snapshot", LedgerNode.Patience);
        // Our own writer keeps its connection; the plugin reads.
        await node.ReadAsync(Sale.Open("any").Id);

        foreach (var file in files)
        {
            using var pooled = new SqliteConnection(SqliteFile.ConnectionStringOf(file));
            pooled.Open();
            (Pragma(pooled, "synchronous"), Pragma(pooled, "busy_timeout")).ShouldBe((2L, 3_000L));
        }
    }

    [Fact]
    public async Task A_directory_with_an_awkward_name_works_throughout()
    {
        await using var awkward = new SqliteHome("a \"quoted\" ${name} = 'x'; # {y} \\ ü");
        using var stores = await PrepareAsync(awkward.Options);
        await using var node = new LedgerNode(awkward.Options, stores);

        (await node.WriteAsync(Sale.OfEverything("awkward"))).ShouldBe(Sale.OfEverything("awkward").State.Revision);
    }

    [Fact]
    public async Task A_second_user_of_the_directory_is_refused_until_the_first_is_gone()
    {
        using (await PrepareAsync(Options))
        {
            var error = await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(Options));
            error.Message.ShouldContain($"The data directory '{Options.FullDirectory}' is in use by another process.");
            error.Message.ShouldContain("Seckill:Storage:Directory");
        }

        using var next = await PrepareAsync(Options);
    }

    [SkippableFact]
    public async Task A_killed_process_gives_the_directory_back()
    {
        const string Flock = "/usr/bin/flock";
        Skip.IfNot(File.Exists(Flock), $"{Flock} is not installed.");
        Directory.CreateDirectory(Options.FullDirectory);
        using var other = Process.Start(new ProcessStartInfo(Flock)
        {
            ArgumentList = { "--no-fork", Path.Combine(Options.FullDirectory, "seckill.lock"), "sh", "-c", "echo locked; exec sleep 60" },
            RedirectStandardOutput = true,
        })!;
        (await other.StandardOutput.ReadLineAsync()).ShouldBe("locked");
        await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(Options));

        other.Kill();
        await other.WaitForExitAsync();

        using var stores = await PrepareAsync(Options);
    }

    [Fact]
    public async Task A_file_in_the_place_of_the_directory_is_named()
    {
        await File.WriteAllTextAsync(Options.FullDirectory, "");

        var error = await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(Options));

        error.Message.ShouldContain($"The data directory '{Options.FullDirectory}' cannot be written");
    }

    [SkippableFact]
    public async Task A_directory_that_cannot_be_written_is_named()
    {
        // Not even root can write there, and tests may run as root.
        Skip.IfNot(Directory.Exists("/sys/kernel"), "Needs Linux's /sys.");
        var options = new StorageOptions { Directory = "/sys/kernel/seckill" };

        var error = await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(options));

        error.Message.ShouldContain("The data directory '/sys/kernel/seckill' cannot be written");
        error.Message.ShouldContain("Seckill:Storage:Directory");
    }

    [SkippableFact]
    public async Task A_read_only_file_is_named()
    {
        using (await PrepareAsync(Options))
        {
        }

        var file = StorageFiles.LedgerOf(Options);
        await Immutable.SetAsync(file);
        try
        {
            var error = await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(Options));
            error.Message.ShouldContain($"The ledger '{file}' cannot be used: it is read-only");
        }
        finally
        {
            await Immutable.UnsetAsync(file);
        }
    }

    [Fact]
    public async Task A_damaged_file_is_named()
    {
        Directory.CreateDirectory(Options.FullDirectory);
        await File.WriteAllTextAsync(StorageFiles.TablesOf(Options), new string('x', 8_192));

        var error = await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(Options));

        error.Message.ShouldContain("orders.db' cannot be used: it is damaged or not a SQLite database");
    }

    [Fact]
    public async Task A_ledger_deleted_under_a_running_process_is_noticed_by_the_probe_and_not_made_anew()
    {
        using var stores = await PrepareAsync(Options);
        File.Delete(StorageFiles.LedgerOf(Options));

        var health = await new StorageProbe(stores, TimeProvider.System).CheckAsync(default);

        health.Single(store => store.Store == "ledger").Error.ShouldNotBeNull().ShouldContain("is missing");
        health.Single(store => store.Store == "orders tables").IsHealthy.ShouldBeTrue();
        File.Exists(StorageFiles.LedgerOf(Options)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_another_process_keeps_locked_is_an_outage_and_then_over()
    {
        using var stores = await PrepareAsync(Options);
        using var intruder = new SqliteConnection(SqliteFile.ConnectionStringOf(StorageFiles.TablesOf(Options)));
        intruder.Open();
        var transaction = intruder.BeginTransaction(deferred: false);
        var (sale, writer) = (Sale.OfEverything("blocked"), new ReadModelWriter(stores.Tables));

        var error = await Should.ThrowAsync<StorageUnavailableException>(writer.WriteAsync(sale.Ledger, default));

        error.Message.ShouldContain("orders.db' cannot be used: it is locked by another process");
        (await new ReadModelReader(stores.Tables).ListItemsAsync(default)).ShouldBeEmpty();
        transaction.Dispose();
        await writer.WriteAsync(sale.Ledger, default);
        await RowsOf.ShouldBeExactAsync(stores, sale);
    }

    private static async Task<Stores> PrepareAsync(StorageOptions options)
    {
        var stores = Stores.Of(options);
        try
        {
            await new StoragePreparation(options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default);
            return stores;
        }
        catch
        {
            stores.Dispose();
            throw;
        }
    }

    private static async Task<object> PragmaAsync(IDatabase database, string name) =>
        (await database.ReadAsync(session => session.QueryAsync($"PRAGMA {name}", row => row.GetValue(0)), default))[0];

    private static object? Pragma(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of this class.
        command.CommandText = $"PRAGMA {name}";
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static void ClearPool(string file)
    {
        using var connection = new SqliteConnection(SqliteFile.ConnectionStringOf(file));
        SqliteConnection.ClearPool(connection);
    }
}
