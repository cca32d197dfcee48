namespace Seckill.Domain.Shared;

/// <summary>The state of an entity that keeps a ledger: what its entries have made of it, one revision for each.</summary>
/// <typeparam name="TSelf">The state itself.</typeparam>
/// <typeparam name="TEntry">An entry of the ledger.</typeparam>
public interface ILedgerState<TSelf, in TEntry>
    where TSelf : ILedgerState<TSelf, TEntry>
{
    /// <summary>How many entries made it; also the number of the last one.</summary>
    long Revision { get; }

    /// <summary>The state after one more entry.</summary>
    /// <exception cref="InvalidOperationException">The entry does not continue this state.</exception>
    TSelf Apply(TEntry entry);
}
