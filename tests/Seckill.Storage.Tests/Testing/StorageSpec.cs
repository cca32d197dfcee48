using Microsoft.Extensions.Time.Testing;

namespace Seckill.Storage.Tests.Testing;

/// <summary>A spec that holds on both databases: prepared stores, opened once, for each test anew.</summary>
public abstract class StorageSpec(Func<Task<StoreHome>> createHome) : IAsyncLifetime
{
    private StoreHome? _home;
    private Stores? _stores;

    protected StoreHome Home => _home!;

    internal Stores Stores => _stores!;

    protected FakeTimeProvider Time { get; } = new(Sale.Start);

    protected static CancellationToken None => CancellationToken.None;

    public virtual async Task InitializeAsync()
    {
        _home = await createHome();
        _stores = _home.Open();
        await PrepareAsync(_stores);
    }

    public virtual async Task DisposeAsync()
    {
        _stores?.Dispose();
        if (_home is not null) await _home.DisposeAsync();
    }

    internal Task PrepareAsync(Stores stores) =>
        new StoragePreparation(Home.Options, stores, new ReadModel.ReadModelWriter(stores.Tables)).PrepareAsync(None);
}
