using System.Globalization;
using Npgsql;

namespace Seckill.Docker.Tests.Testing;

/// <summary>A PostgreSQL server and its synchronous standby, as docker/postgres-standby.sh makes them.</summary>
public sealed class StandbyPair : IAsyncDisposable
{
    private const string Database = "seckill";

    private StandbyPair(PostgresServer primary, PostgresServer standby) => (Primary, Standby) = (primary, standby);

    public PostgresServer Primary { get; }

    public PostgresServer Standby { get; }

    /// <summary>
    /// Both servers, of which the nodes use the one that is the primary. The client must not time out: its request to cancel would end the
    /// server's wait for the standby, and with a success.
    /// </summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"Host=127.0.0.1:{Primary.Port},127.0.0.1:{Standby.Port};Target Session Attributes=primary;Database={Database};Username=postgres;Command Timeout=0;Options=-c statement_timeout=5000");

    /// <summary>Starts both; every commit waits for the standby.</summary>
    public static async Task<StandbyPair> StartAsync()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        Tool.Find("psql");
        var primary = await PostgresServer.StartAsync();
        try
        {
            await primary.CreateDatabaseAsync(Database);
            var standby = await PostgresServer.StartOnAsync((_, data) => primary.RunScriptAsync("postgres-standby.sh", "make", data));
            var pair = new StandbyPair(primary, standby);
            await primary.RunScriptAsync("postgres-standby.sh", "require");
            return pair;
        }
        catch
        {
            await primary.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Standby.DisposeAsync();
        await Primary.DisposeAsync();
    }
}
