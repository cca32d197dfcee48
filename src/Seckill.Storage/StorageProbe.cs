using Seckill.Actors.Isolation;
using Seckill.Storage.Databases;

namespace Seckill.Storage;

/// <summary>What a probe found of one store.</summary>
/// <param name="Store">The store, named for operators.</param>
/// <param name="Error">Why it cannot be used; null when it can.</param>
public sealed record StoreHealth(string Store, string? Error)
{
    /// <summary>Whether the store answers and takes writes.</summary>
    public bool IsHealthy => Error is null;
}

/// <summary>Asks the stores themselves, for readiness checks: each must answer, and be ready to take a write, within a bound.</summary>
public sealed class StorageProbe : IStorageHealth
{
    /// <summary>How long a store may take. A journal write that takes longer would be answered too late anyway.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Stores _stores;
    private readonly TimeProvider _time;

    internal StorageProbe(Stores stores, TimeProvider time) => (_stores, _time) = (stores, time);

    /// <summary>Asks the ledger and the tables, both at once. Throws only when cancelled.</summary>
    public async Task<IReadOnlyList<StoreHealth>> CheckAsync(CancellationToken cancellation) => await Task.WhenAll(
        CheckAsync("ledger", _stores.Ledger, cancellation),
        CheckAsync("orders tables", _stores.Tables, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellation) =>
        (await CheckAsync(cancellation).ConfigureAwait(false)).All(store => store.IsHealthy);

    private async Task<StoreHealth> CheckAsync(string store, IDatabase database, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            // The wait is bounded here and not by the token alone: a driver may be slow to notice a cancellation.
            await database.ProbeAsync(bounded.Token).WaitAsync(Patience, _time, cancellation).ConfigureAwait(false);
            return new StoreHealth(store, Error: null);
        }
        catch (TimeoutException)
        {
            await bounded.CancelAsync().ConfigureAwait(false);
            return new StoreHealth(store, $"{database.Name} did not answer within {Patience.TotalSeconds} s.");
        }
        catch (StorageUnavailableException error)
        {
            return new StoreHealth(store, error.Message);
        }
    }
}
