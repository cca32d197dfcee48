using Seckill.Domain.Shared;

namespace Seckill.Actors.Ledger;

/// <summary>Reads the ledger: the only source of truth.</summary>
public interface ILedger
{
    /// <summary>Entries of one item after <paramref name="afterRevision"/>, in order, up to the current end.</summary>
    /// <exception cref="LedgerContradictedException">An entry is missing or cannot be read. Those before it were handed out.</exception>
    IAsyncEnumerable<LedgerEntry> ReadAsync(ItemId item, long afterRevision, CancellationToken cancellation);

    /// <summary>The newest revision of every item in the ledger.</summary>
    Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation);

    /// <summary>The newest revision of one item; 0 when the ledger has no entry of it.</summary>
    Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation);
}
