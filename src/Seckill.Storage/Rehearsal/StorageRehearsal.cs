using Seckill.Storage.Databases;
using Seckill.Storage.Journal;
using Seckill.Storage.ReadModel;

namespace Seckill.Storage.Rehearsal;

/// <summary>
/// Writes the beginning of a sale to a database server as a node would write it, and takes it back. Nobody sees a row of it. What stays are
/// the connections, with which the node goes on, their prepared statements, and a driver whose code is compiled.
/// </summary>
public sealed class StorageRehearsal
{
    /// <summary>
    /// Bounds what is left for the vacuum, for whoever lets a node rehearse for long: some fifty dead rows each time.
    /// </summary>
    private const int TimesMax = 500;

    private readonly IServerDatabase? _ledger;
    private readonly IServerDatabase? _tables;

    internal StorageRehearsal(Stores stores) => (_ledger, _tables) = (stores.Ledger as IServerDatabase, stores.Tables as IServerDatabase);

    /// <summary>Writes it again and again until it is enough. Returns how often it was written; 0 where the database is no server, but files.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be used.</exception>
    public async Task<int> RunAsync(SaleSample sale, CancellationToken enough)
    {
        ArgumentNullException.ThrowIfNull(sale);
        if (_ledger is null || _tables is null) return 0;
        var times = await Task.WhenAll(
            RepeatAsync(_ledger, session => WriteLedgerAsync(session, sale), enough),
            RepeatAsync(_tables, session => ReadModelWriter.WriteAsync(session, sale.Entries), enough)).ConfigureAwait(false);
        return times.Min();
    }

    /// <summary>One entry after the other, as an item in demand writes them.</summary>
    private static async Task WriteLedgerAsync(ISession session, SaleSample sale)
    {
        foreach (var row in sale.Rows) await session.WriteAsync(JournalEntries.Table, [row], OnConflict.Fail).ConfigureAwait(false);
    }

    private static async Task<int> RepeatAsync(IServerDatabase database, Func<ISession, Task> write, CancellationToken enough)
    {
        var times = 0;
        // A statement that is under way is not broken off, so that its connection stays.
        for (; times < TimesMax && !enough.IsCancellationRequested; times++)
            await database.TryOutAsync(write, CancellationToken.None).ConfigureAwait(false);
        return times;
    }
}
