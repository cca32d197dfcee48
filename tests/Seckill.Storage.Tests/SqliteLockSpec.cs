using Akka.Actor;
using Microsoft.Data.Sqlite;
using Seckill.Domain.Items;
using Seckill.Storage.Databases.Sqlite;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

/// <summary>SQLite has one writer per file: what may not wait for whom.</summary>
public sealed class SqliteLockSpec() : StorageSpec(() => Task.FromResult<StoreHome>(new SqliteHome()))
{
    [Fact]
    public async Task Items_recover_and_ledgers_are_read_while_somebody_writes()
    {
        var sale = Sale.OfEverything("read");
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(sale);
        using var writing = new WriteLock(StorageFiles.LedgerOf(Home.Options));

        var (state, _) = await node.Writer(sale.Id).Ask<(ItemState, bool)>(LedgerNode.GetState.Instance, LedgerNode.Patience);

        state.Revision.ShouldBe(sale.State.Revision);
        (await node.ReadAsync(sale.Id)).Count.ShouldBe(sale.Ledger.Count);
        (await node.Ledger.ReadHeadAsync(sale.Id, None)).ShouldBe(sale.State.Revision);
    }

    [Fact]
    public async Task A_sale_does_not_wait_for_a_snapshot_or_for_the_tables()
    {
        var sale = Sale.OfEverything("sold");
        await using var node = new LedgerNode(Home.Options, Stores);
        using var snapshot = new WriteLock(StorageFiles.SnapshotsOf(Home.Options));
        using var tables = new WriteLock(StorageFiles.TablesOf(Home.Options));

        (await node.WriteAsync(sale)).ShouldBe(sale.State.Revision);
    }

    [Fact]
    public async Task A_writing_transaction_has_the_file_to_itself_before_it_has_written_anything() => await Stores.Tables.WriteAsync(
        async session =>
        {
            await session.QueryAsync("SELECT 1 FROM items", row => row.GetInt64(0));
            Should.Throw<SqliteException>(() => new WriteLock(StorageFiles.TablesOf(Home.Options))).SqliteErrorCode.ShouldBe(5);
            return 0;
        },
        None);

    /// <summary>Another connection in the middle of a write.</summary>
    private sealed class WriteLock : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteTransaction _transaction;

        public WriteLock(string file)
        {
            _connection = new SqliteConnection(SqliteFile.ConnectionStringOf(file));
            _connection.Open();
            _transaction = _connection.BeginTransaction(deferred: false);
        }

        public void Dispose()
        {
            _transaction.Dispose();
            _connection.Dispose();
        }
    }
}
