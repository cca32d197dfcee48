using Microsoft.Extensions.Configuration;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Tests;

public sealed class SqliteOpenSalesTests() : OpenSalesSpec(() => Task.FromResult<StoreHome>(new SqliteHome()))
{
    [Fact]
    public async Task Where_there_are_no_files_nothing_sells_and_none_are_made()
    {
        await using var nothing = new SqliteHome("nothing");

        (await AskAsync(nothing.Options, Sale.Start)).ShouldBeFalse();

        Directory.Exists(nothing.Options.Directory).ShouldBeFalse();
    }
}

[Collection(PostgresTests.Name)]
public sealed class PostgresOpenSalesTests(PostgresFixture postgres) : OpenSalesSpec(() => PostgresHome.CreateAsync(postgres.Server))
{
    [SkippableFact]
    public async Task Where_there_is_no_server_nothing_is_known_to_sell()
    {
        var options = new StorageOptions { Provider = StorageOptions.Postgres, ConnectionString = "Host=127.0.0.1;Port=1;Database=seckill;Username=seckill" };

        (await AskAsync(options, Sale.Start)).ShouldBeFalse();
    }
}

public abstract class OpenSalesSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    [SkippableFact]
    public async Task Nothing_sells_where_nothing_is_listed() => (await AskAsync(Home.Options, Sale.Start)).ShouldBeFalse();

    [SkippableFact]
    public async Task An_item_sells_between_its_start_and_its_end()
    {
        await WriteAsync(Sale.Open("phone"));

        (await AskAsync(Home.Options, Sale.Start.AddTicks(-1))).ShouldBeFalse();
        (await AskAsync(Home.Options, Sale.Start)).ShouldBeTrue();
        (await AskAsync(Home.Options, Sale.Start.AddHours(1))).ShouldBeFalse();
    }

    [SkippableFact]
    public async Task A_paused_item_a_closed_one_and_one_without_units_do_not_sell()
    {
        var (paused, closed, empty) = (Sale.Open("paused"), Sale.Open("closed"), Sale.Open("empty", stock: 0));
        paused.Do(new PauseSale());
        closed.Do(new CloseSale());
        foreach (var sale in (Sale[])[paused, closed, empty]) await WriteAsync(sale);

        (await AskAsync(Home.Options, Sale.Start)).ShouldBeFalse();
    }

    protected static Task<bool> AskAsync(StorageOptions options, DateTimeOffset now) => OpenSales.AreThereAsync(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [StorageOptions.ProviderName] = options.Provider,
            [StorageOptions.DirectoryName] = options.Directory,
            [StorageOptions.ConnectionStringName] = options.ConnectionString,
        }).Build(),
        now);

    private async Task WriteAsync(Sale sale) => await new ReadModelWriter(Stores.Tables).WriteAsync(sale.Ledger, None);
}
