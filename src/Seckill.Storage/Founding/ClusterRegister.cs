using Seckill.Actors.Founding;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Founding;

/// <summary>
/// One row beside the tables. Every node of a cluster reads it once a second, and one of them writes it.
/// </summary>
internal sealed class ClusterRegister(IDatabase database) : IClusterRegister
{
    /// <summary>The table by which the schema's presence is told.</summary>
    public const string Witness = "cluster_register";

    private const char Separator = ' ';

    private const string Select = "SELECT beat, members FROM cluster_register WHERE one = 1";
    private const string Update = "UPDATE cluster_register SET beat = beat + 1, members = @members WHERE one = 1 AND beat = @beat";

    /// <summary>The table and its one row.</summary>
    public static string Definition(Dialect words) => $"""
        CREATE TABLE cluster_register (
            one {words.Integer} NOT NULL PRIMARY KEY CHECK (one = 1),
            beat {words.Integer} NOT NULL CHECK (beat >= 0),
            members {words.Text} NOT NULL
        ){words.Strict};

        INSERT INTO cluster_register (one, beat, members) VALUES (1, 0, '');
        """;

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
