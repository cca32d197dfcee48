using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Seckill.Storage.Databases.Postgres;

/// <summary>
/// How long a connection waits for the server, and the server for a connection. Nothing waits for ever on either side: neither for
/// a network that swallows packets, nor for a lock that a frozen node holds. What the connection string says itself stands.
/// </summary>
internal static class PostgresPatience
{
    /// <summary>
    /// For each step of a new connection. A request to cancel is a new connection too, so this is added to every command that times
    /// out on a route that swallows packets.
    /// </summary>
    private const int ConnectSeconds = 3;

    /// <summary>As long as the journal's circuit breaker waits for a write: later answers interest nobody.</summary>
    private const int CommandSeconds = 5;

    /// <summary>For the answer to a request to cancel. Short, since the server ends the statement by itself.</summary>
    private const int CancellationMs = 500;

    /// <summary>Less than a command may take, so that the error names the lock. A transaction of ours holds one for milliseconds.</summary>
    private const int LockMs = 3_000;

    /// <summary>
    /// A transaction of ours never waits for anything but the database, so its node is frozen or cut off. Its locks would keep the
    /// item's next owner from writing; that one is chosen after the failure detector's time, which is longer than this.
    /// </summary>
    private const int IdleInTransactionMs = 5_000;

    /// <summary>With several hosts, how long the driver believes what it knows of each: a standby may be promoted at any moment.</summary>
    private const int HostRecheckSeconds = 1;

    /// <summary>Keeps routers from forgetting quiet connections, and tells a dead peer after 10 + 3 x 5 s.</summary>
    private const int KeepAliveAfterSeconds = 10;

    private const int KeepAliveEverySeconds = 5;

    private const int KeepAliveProbes = 3;

    /// <summary>The connection string with what it leaves open filled in.</summary>
    public static NpgsqlConnectionStringBuilder Apply(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        if (!IsGiven("Timeout")) target.Timeout = ConnectSeconds;
        if (!IsGiven("Command Timeout", "CommandTimeout")) target.CommandTimeout = CommandSeconds;
        if (!IsGiven("Cancellation Timeout", "CancellationTimeout")) target.CancellationTimeout = CancellationMs;
        if (!IsGiven("Host Recheck Seconds", "HostRecheckSeconds")) target.HostRecheckSeconds = HostRecheckSeconds;
        // Its negotiation would be one more step that can time out, and one more round trip whenever it is not used.
        if (!IsGiven("GSS Encryption Mode", "GssEncryptionMode")) target.GssEncryptionMode = GssEncryptionMode.Disable;
        if (!IsGiven("TCP Keepalive", "TcpKeepAlive", "Tcp Keepalive Time", "TcpKeepAliveTime"))
            (target.TcpKeepAlive, target.TcpKeepAliveTime, target.TcpKeepAliveInterval) = (true, KeepAliveAfterSeconds, KeepAliveEverySeconds);
        target.Options = WithServerSide(target.Options, target.CommandTimeout);
        return target;

        bool IsGiven(params string[] names) => names.Any(given.ContainsKey);
    }

    /// <summary>The server's own bounds: they hold when the client is frozen, cut off or dead, which no bound of the client's does.</summary>
    private static string WithServerSide(string? options, int commandSeconds)
    {
        (string Name, int Value)[] bounds =
        [
            // 0, no bound, exactly when the client has none.
            ("statement_timeout", commandSeconds * 1_000),
            ("lock_timeout", LockMs),
            ("idle_in_transaction_session_timeout", IdleInTransactionMs),
            ("tcp_keepalives_idle", KeepAliveAfterSeconds),
            ("tcp_keepalives_interval", KeepAliveEverySeconds),
            ("tcp_keepalives_count", KeepAliveProbes),
        ];
        var given = options ?? "";
        var added = bounds
            .Where(bound => !given.Contains(bound.Name, StringComparison.OrdinalIgnoreCase))
            .Select(bound => string.Create(CultureInfo.InvariantCulture, $"-c {bound.Name}={bound.Value}"));
        return string.Join(' ', [given, .. added]).Trim();
    }
}
