using Seckill.Actors.Ledger;
using Seckill.Actors.Operators;
using Seckill.Actors.Projections;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;
using Seckill.Storage.Schema;
using static Seckill.Storage.ReadModel.ReadModelTables;

namespace Seckill.Storage.ReadModel;

/// <summary>
/// Writes ledger entries into the tables, exactly once in effect: the offset row of an item is locked first, so of two writers the
/// second waits, sees what the first has done, and skips it.
/// </summary>
internal sealed class ReadModelWriter(IDatabase database) : IReadModelWriter
{
    public Task<IReadOnlyDictionary<ItemId, long>> WriteAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation) =>
        entries.Count == 0
            ? Task.FromResult<IReadOnlyDictionary<ItemId, long>>(new Dictionary<ItemId, long>())
            : CommitAsync(entries, cancellation);

    public async Task<IReadOnlyDictionary<ItemId, long>> ReadOffsetsAsync(CancellationToken cancellation)
    {
        // A row with 0 was only made to be locked. A name that no item can have was written by hand, so it is no item's offset.
        var sql = $"SELECT item_id, revision FROM {Offsets.Name} WHERE revision > 0";
        var rows = await database.ReadAsync(
            session => session.QueryAsync(sql, row => (Name: row.GetString(0), Revision: row.GetInt64(1))), cancellation).ConfigureAwait(false);
        var offsets = new Dictionary<ItemId, long>(rows.Count);
        foreach (var (name, revision) in rows)
        {
            if (ItemId.TryParse(name, out var item)) offsets.Add(item, revision);
        }

        return offsets;
    }

    public Task ClearAsync(CancellationToken cancellation) => database.WriteAsync(
        async session =>
        {
            string[] tables = [Offsets.Name, Items.Name, Orders.Name, OperationRows.Accepted.Name];
            return await SchemaUpdate.TryRecreateAsync(session, SchemaPart.ReadModel, tables).ConfigureAwait(false)
                ? 0
                : await session.ExecuteAsync(session.Dialect.Empty(tables)).ConfigureAwait(false);
        },
        cancellation);

    public Task ClearAsync(ItemId item, CancellationToken cancellation) => database.WriteAsync(
        async session =>
        {
            var offsets = await LockOffsetsAsync(session, [item]).ConfigureAwait(false);
            foreach (var table in (string[])[Orders.Name, Items.Name])
                await session.ExecuteAsync($"DELETE FROM {table} WHERE item_id = @item", new { item = item.Value }).ConfigureAwait(false);
            // The row stays: another writer may be waiting for its lock, and then reads from it that it must begin anew.
            // Operations stay too: writing them again changes nothing.
            await session.WriteAsync(Offsets, [offsets[item] with { Revision = 0 }], OnConflict.Replace).ConfigureAwait(false);
            return 0;
        },
        cancellation);

    private async Task<IReadOnlyDictionary<ItemId, long>> CommitAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation)
    {
        try
        {
            return await database.WriteAsync(session => WriteAsync(session, entries), cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not LedgerContradictedException && Outage.IsFaultOfRows(error))
        {
            var (first, item) = (entries[0], entries[0].ItemId);
            if (entries.Any(entry => entry.ItemId != item)) throw new RowsRefusedException(error);
            throw new LedgerContradictedException(
                item, $"Entries {first.Revision} to {entries[^1].Revision} of {item} cannot be written to the tables: {error.Message}", error);
        }
    }

    /// <summary>Writes entries in a transaction that somebody else begins and ends.</summary>
    internal static async Task<IReadOnlyDictionary<ItemId, long>> WriteAsync(ISession session, IReadOnlyList<LedgerEntry> entries)
    {
        if (session.Dialect.Losable is { } losable) await session.ExecuteAsync(losable).ConfigureAwait(false);
        var before = await LockOffsetsAsync(session, [.. entries.Select(entry => entry.ItemId).Distinct()]).ConfigureAwait(false);
        var offsets = before.ToDictionary(offset => offset.Key, offset => offset.Value.Revision);
        var fresh = TakeFresh(entries, offsets);
        if (fresh.Count == 0) return offsets;

        ItemId[] items = [.. fresh.Select(entry => entry.ItemId).Distinct()];
        var rows = await LoadAsync(session, items, fresh).ConfigureAwait(false);
        foreach (var entry in fresh) rows[entry.ItemId].Apply(entry);

        await session.WriteAsync(Items, [.. rows.Values.Select(row => row.Line)], OnConflict.Replace).ConfigureAwait(false);
        await session.WriteAsync(Orders, [.. rows.Values.SelectMany(row => row.Opened)], OnConflict.Fail).ConfigureAwait(false);
        await session.WriteAsync(Orders, [.. rows.Values.SelectMany(row => row.Changed)], OnConflict.Replace).ConfigureAwait(false);
        Operation[] operations = [.. fresh.Where(entry => before[entry.ItemId].IsInStep).SelectMany(LedgerOperations.Of)];
        await session.WriteAsync(OperationRows.Accepted, operations, OnConflict.Keep).ConfigureAwait(false);
        await session.WriteAsync(Offsets, [.. items.Select(item => Moved(before[item], offsets[item]))], OnConflict.Replace)
            .ConfigureAwait(false);
        return offsets;
    }

    /// <summary>Where operations are missing, they stay missing until <see cref="OperationTables"/> fills them in from the ledger.</summary>
    private static ItemOffset Moved(ItemOffset before, long revision) => before with
    {
        Revision = revision,
        Operations = before.IsInStep ? Math.Max(before.Operations, revision) : before.Operations,
    };

    /// <summary>Makes sure that each item has its row and locks it, every writer in the same order.</summary>
    private static async Task<Dictionary<ItemId, ItemOffset>> LockOffsetsAsync(ISession session, ItemId[] items)
    {
        Array.Sort(items, static (left, right) => string.CompareOrdinal(left.Value, right.Value));
        await session.WriteAsync(Offsets, [.. items.Select(item => new ItemOffset(item, 0, 0))], OnConflict.Keep).ConfigureAwait(false);
        return (await session.LoadAsync(Offsets, items, forUpdate: true).ConfigureAwait(false)).ToDictionary(offset => offset.Item);
    }

    /// <summary>
    /// The entries that continue their item's rows without a gap, in their order; moves the offsets on. After a gap nothing of that
    /// item is taken; other items go on.
    /// </summary>
    private static List<LedgerEntry> TakeFresh(IReadOnlyList<LedgerEntry> entries, Dictionary<ItemId, long> offsets)
    {
        var fresh = new List<LedgerEntry>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.Revision != offsets[entry.ItemId] + 1) continue;
            offsets[entry.ItemId] = entry.Revision;
            fresh.Add(entry);
        }

        return fresh;
    }

    private static async Task<Dictionary<ItemId, ItemRows>> LoadAsync(ISession session, ItemId[] items, List<LedgerEntry> fresh)
    {
        OrderId[] touched = [.. fresh.SelectMany(ItemRows.TouchedBy).Distinct()];
        var orders = (await session.LoadAsync(Orders, touched).ConfigureAwait(false)).ToLookup(order => order.Id.Item);
        var lines = (await session.LoadAsync(Items, items).ConfigureAwait(false)).ToDictionary(line => line.Status.Id);
        return items.ToDictionary(item => item, item => new ItemRows(item, lines.GetValueOrDefault(item), orders[item]));
    }
}
