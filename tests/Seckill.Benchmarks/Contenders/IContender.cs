namespace Seckill.Benchmarks.Contenders;

/// <summary>What a run has written down, after everything has settled.</summary>
/// <param name="Ledger">Orders in what answers for a yes.</param>
/// <param name="Table">Orders in what is queried afterwards; equal, or the run fails.</param>
internal sealed record Books(long Ledger, long Table);

/// <summary>One thing that is compared: a server, and the store behind it if that is a process of its own.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Its name in tables and on the command line.</summary>
    string Name { get; }

    /// <summary>Where it listens.</summary>
    Uri Address { get; }

    /// <summary>The process that answers requests.</summary>
    int ServerId { get; }

    /// <summary>The first process of its store; null when the store is in the server or there is none.</summary>
    int? StoreId { get; }

    /// <summary>Starts it on an empty store and returns when it can sell.</summary>
    Task StartAsync();

    /// <summary>Offers a new item that is open now.</summary>
    Task OfferAsync(string item, long stock, int limit = 1);

    /// <summary>Waits until what a sale leaves to do afterwards is done.</summary>
    Task SettleAsync();

    /// <summary>Counts an item's orders, and fails when the contender's own numbers contradict each other. Null: it keeps none.</summary>
    Task<Books?> CountAsync(string item);

    /// <summary>Bytes that the server has allocated since its start.</summary>
    Task<double> AllocatedAsync();
}
