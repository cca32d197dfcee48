using Seckill.Actors.Ledger;
using Seckill.Storage.Databases;
using Seckill.Storage.ReadModel;

namespace Seckill.Storage.Tests.Testing;

/// <summary>
/// Feeds whole ledgers to the tables the way a node does, only worse: random batches that overlap, leave gaps and mix items, until
/// all rows are there. After an error it begins again from the offsets, as a restarted node would.
/// </summary>
internal sealed class Feeder(IDatabase database, IReadOnlyList<Sale> sales, Random random)
{
    /// <summary>Far more rounds than any seed needs; reaching it means that the feed is stuck.</summary>
    private const int RoundsMax = 20_000;

    private readonly ReadModelWriter _writer = new(database);

    /// <summary>Feeds until everything is written. Returns how often it was thrown back.</summary>
    public async Task<int> RunAsync(Func<Exception, bool> isExpected)
    {
        var thrownBack = 0;
        for (var round = 0; round < RoundsMax; round++)
        {
            try
            {
                var offsets = await _writer.ReadOffsetsAsync(CancellationToken.None);
                var behind = sales.Where(sale => offsets.GetValueOrDefault(sale.Id) < sale.State.Revision).ToArray();
                if (behind.Length == 0) return thrownBack;
                List<LedgerEntry> batch = [.. behind.SelectMany(sale => Piece(sale, (int)offsets.GetValueOrDefault(sale.Id)))];
                await _writer.WriteAsync(batch, CancellationToken.None);
            }
            catch (Exception error) when (isExpected(error))
            {
                thrownBack++;
            }
        }

        throw new InvalidOperationException($"Not done after {RoundsMax} rounds.");
    }

    /// <summary>Some entries around the offset: from before it, or, seldom, from behind a gap.</summary>
    private IEnumerable<LedgerEntry> Piece(Sale sale, int offset)
    {
        var from = Math.Max(0, offset + random.Next(-4, 2));
        return sale.Ledger.Skip(from).Take(random.Next(1, 12));
    }
}
