using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Projections;

namespace Seckill.Host.Hosting;

/// <summary><c>--rebuild-read-model</c>: rebuilds the tables from the ledger, and ends.</summary>
internal static class RebuildCommand
{
    public const string Flag = "--rebuild-read-model";

    /// <summary>The ledger is read through an actor system, which must not join a cluster.</summary>
    public static WebApplicationBuilder StayAlone(this WebApplicationBuilder builder)
    {
        builder.Services.PostConfigure<ClusterSettings>(cluster =>
        {
            (cluster.Hostname, cluster.Port) = ("127.0.0.1", 0);
            cluster.SeedNodes.Clear();
        });
        return builder;
    }

    public static async Task<int> RebuildReadModelAsync(this WebApplication app)
    {
        await using var services = app;
        var (ledger, tables) = (app.Services.GetRequiredService<ILedger>(), app.Services.GetRequiredService<IReadModelWriter>());
        var batchMax = app.Services.GetRequiredService<IOptions<SeckillLimits>>().Value.ProjectionBatchMax;
        var heads = await ledger.ReadHeadsAsync(CancellationToken.None);
        await tables.ClearAsync(CancellationToken.None);

        var entries = 0L;
        foreach (var item in heads.Keys.OrderBy(item => item.Value, StringComparer.Ordinal))
        {
            entries += await ReadModelReplay.RunAsync(
                ledger, item, 0, batchMax, batch => tables.WriteAsync(batch, CancellationToken.None), CancellationToken.None);
        }

        var offsets = await tables.ReadOffsetsAsync(CancellationToken.None);
        if (heads.FirstOrDefault(head => offsets.GetValueOrDefault(head.Key) < head.Value) is { Value: > 0 } behind)
        {
            var reached = offsets.GetValueOrDefault(behind.Key);
            Console.Error.WriteLine($"The read model of '{behind.Key}' ends at entry {reached} of {behind.Value}.");
            return 1;
        }

        Console.WriteLine($"The read model is rebuilt: {heads.Count} items, {entries} ledger entries.");
        return 0;
    }
}
