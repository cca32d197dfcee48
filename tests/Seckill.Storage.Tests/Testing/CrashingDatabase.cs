using System.Data.Common;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Tests.Testing;

/// <summary>
/// A database whose client dies at random points of writing transactions: before any statement, before the commit, or after it,
/// when the client does not learn that it succeeded.
/// </summary>
internal sealed class CrashingDatabase(IDatabase inner, Random random) : IDatabase
{
    /// <summary>Calls of one write of the read model, and one more for what follows the commit.</summary>
    private const int PointsMax = 9;

    public string Name => inner.Name;

    public int Crashes { get; private set; }

    public Task<T> ReadAsync<T>(Func<ISession, Task<T>> read, CancellationToken cancellation) => inner.ReadAsync(read, cancellation);

    public async Task<T> WriteAsync<T>(Func<ISession, Task<T>> write, CancellationToken cancellation)
    {
        // Half of the writes survive, or nothing would ever get done.
        var fuse = new Fuse(random.Next(2) == 0 ? int.MaxValue : random.Next(PointsMax), () => Crashes++);
        var result = await inner.WriteAsync(
            async session =>
            {
                var written = await write(new CrashingSession(session, fuse));
                fuse.Burn();
                return written;
            },
            cancellation);
        fuse.Burn();
        return result;
    }

    public Task ProbeAsync(CancellationToken cancellation) => inner.ProbeAsync(cancellation);

    public void Dispose()
    {
    }

    /// <summary>What a cut connection looks like.</summary>
    public sealed class CrashException : IOException;

    private sealed class Fuse(int points, Action crashed)
    {
        private int _left = points;

        public void Burn()
        {
            if (_left-- > 0) return;
            crashed();
            throw new CrashException();
        }
    }

    private sealed class CrashingSession(ISession inner, Fuse fuse) : ISession
    {
        public Dialect Dialect => inner.Dialect;

        public Task<int> ExecuteAsync(string sql, object? arguments = null)
        {
            fuse.Burn();
            return inner.ExecuteAsync(sql, arguments);
        }

        public Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, object? arguments = null)
        {
            fuse.Burn();
            return inner.QueryAsync(sql, read, arguments);
        }

        public Task WriteAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TRow> rows, OnConflict conflict)
        {
            fuse.Burn();
            return inner.WriteAsync(table, rows, conflict);
        }

        public Task<List<TRow>> LoadAsync<TRow, TKey>(Table<TRow, TKey> table, IReadOnlyCollection<TKey> keys, bool forUpdate = false)
        {
            fuse.Burn();
            return inner.LoadAsync(table, keys, forUpdate);
        }
    }
}
