using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteRestoredLedgerTests() : RestoredLedgerSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresRestoredLedgerTests(PostgresFixture postgres) : RestoredLedgerSpec(() => PostgresHome.CreateAsync(postgres.Server));

public abstract class RestoredLedgerSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private readonly Sale _sale = Sale.OfEverything("restored");

    [SkippableFact]
    public async Task A_ledger_that_leads_is_gone_on_with()
    {
        await WriteLedgerAsync();
        await new ReadModelWriter(Stores.Tables).WriteAsync(_sale.Ledger[..^1], None);
        await SnapshotAsync(_sale.State.Revision);

        await Should.NotThrowAsync(Preparation.EnsureLedgerLeadsAsync(None));
    }

    [SkippableFact]
    public async Task Rows_of_a_future_that_the_ledger_has_forgotten_are_refused()
    {
        await new ReadModelWriter(Stores.Tables).WriteAsync(_sale.Ledger, None);

        var refusal = await Should.ThrowAsync<StorageUnavailableException>(Preparation.EnsureLedgerLeadsAsync(None));

        refusal.Message.ShouldContain("restored");
        refusal.Message.ShouldContain("--rebuild-read-model");
    }

    [SkippableFact]
    public async Task Snapshots_of_a_future_that_the_ledger_has_forgotten_are_refused()
    {
        await WriteLedgerAsync();
        await SnapshotAsync(_sale.State.Revision + 1);

        var refusal = await Should.ThrowAsync<StorageUnavailableException>(Preparation.EnsureLedgerLeadsAsync(None));

        refusal.Message.ShouldContain("delete the snapshots");
    }

    private StoragePreparation Preparation => new(Home.Options, Stores, new ReadModelWriter(Stores.Tables));

    private async Task WriteLedgerAsync()
    {
        await using var node = new LedgerNode(Home.Options, Stores);
        await node.WriteAsync(_sale);
    }

    private Task<int> SnapshotAsync(long revision) => Stores.Snapshots.WriteAsync(
        session => session.ExecuteAsync(
            "INSERT INTO snapshot (persistence_id, sequence_number, created) VALUES (@name, @revision, 0)",
            new { name = "item-restored", revision }),
        None);
}
