using Seckill.Actors.Founding;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Founding;

/// <summary>
/// One row beside the tables. Every node of a cluster reads it once a second, and one of them writes it.
/// </summary>
internal sealed class ClusterRegister(IDatabase database) : IClusterRegister
{
    private const char Separator = ' ';

    private const string Select = "SELECT beat, members FROM cluster_register WHERE one = 1";
    private const string Update = "UPDATE cluster_register SET beat = beat + 1, members = @members WHERE one = 1 AND beat = @beat";

    /// <inheritdoc/>
    public async Task<ClusterRecord> ReadAsync(CancellationToken cancellation)
    {
        var found = await database.ReadAsync(
            session => session.QueryAsync(Select, row => new ClusterRecord(row.GetInt64(0), MembersOf(row.GetString(1)))),
            cancellation).ConfigureAwait(false);
        return found.Single();
    }

    /// <inheritdoc/>
    public async Task<bool> TryWriteAsync(ClusterRecord seen, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(seen);
        var written = await database.WriteAsync(
            session => session.ExecuteAsync(Update, new { beat = seen.Beat, members = string.Join(Separator, members) }),
            cancellation).ConfigureAwait(false);
        return written == 1;
    }

    private static string[] MembersOf(string members) => members.Split(Separator, StringSplitOptions.RemoveEmptyEntries);
}
