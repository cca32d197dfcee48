using Seckill.Storage.ReadModel;
using Seckill.Storage.Rehearsal;

namespace Seckill.Storage.Tests.Testing;

/// <summary>A sale on files of its own, as a rehearsal has it.</summary>
internal static class SampleOf
{
    public static async Task<SaleSample> SaleAsync(Sale sale)
    {
        await using var home = new SqliteHome();
        using var stores = home.Open();
        await new StoragePreparation(home.Options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default);
        await using var node = new LedgerNode(home.Options, stores);
        await node.WriteAsync(sale);
        return await SaleSample.ReadAsync(node.Ledger, sale.Id, node.System, default);
    }
}
