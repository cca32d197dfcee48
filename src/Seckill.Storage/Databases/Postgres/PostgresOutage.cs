using System.Security.Authentication;
using Npgsql;

namespace Seckill.Storage.Databases.Postgres;

/// <summary>Tells trouble with the database from defects of ours, and what an operator can do about it.</summary>
internal static class PostgresOutage
{
    /// <summary>The error as an outage of the database, or null when it is a defect.</summary>
    public static StorageUnavailableException? Find(string database, NpgsqlException error) => Is(error)
        ? new StorageUnavailableException($"{database} cannot be used at present: {Explain(error)}", error) { Denial = DenialOf(error) }
        : null;

    /// <summary>
    /// Trouble with the connection, or one of the server's own classes: 08 connection, 28 and 3D refused or unknown database, 53 out
    /// of resources, 57 shutting down or cancelled, 58 system error; or one of these: 25006 read-only, 25P03 a transaction of ours
    /// stood still for too long, 55P03 somebody else holds a lock, 42501 and 3F000 the role may not. Everything else, a broken
    /// constraint above all, is a defect.
    /// </summary>
    private static bool Is(NpgsqlException error) =>
        error is not PostgresException { SqlState: var state }
        || state is "25006" or "25P03" or "55P03" or "42501" or "3F000" || state[..2] is "08" or "28" or "3D" or "53" or "57" or "58";

    /// <summary>What happened, in the words of everybody involved, and what to do where that can be said.</summary>
    private static string Explain(NpgsqlException error)
    {
        var causes = new List<string>();
        for (Exception? cause = error; cause is not null; cause = cause.InnerException) causes.Add(TextOf(cause).TrimEnd('.'));
        var told = string.Join(": ", causes.Distinct());
        return HintFor(error) is { } hint ? $"{told}. {hint}" : $"{told}.";
    }

    /// <summary>What the role may not do, where that is why something failed; otherwise null.</summary>
    private static string? DenialOf(NpgsqlException error) =>
        error is PostgresException { SqlState: "42501" or "3F000" } refusal ? TextOf(refusal) : null;

    /// <summary>Without the position in a statement, which means nothing to an operator.</summary>
    private static string TextOf(Exception cause) =>
        cause is PostgresException refusal ? $"{refusal.MessageText} ({refusal.SqlState})" : cause.Message;

    private static string? HintFor(NpgsqlException error) => error switch
    {
        { InnerException: AuthenticationException } =>
            "The server's certificate was refused: let 'Root Certificate' name the authority that signed it, and Host a name that is in it.",
        PostgresException { SqlState: "42501" or "3F000" } =>
            "Create or update the tables and grant this role its rights with docker/postgres/setup.sql.",
        PostgresException { SqlState: "57014" } => "The statement took longer than 'Command Timeout' of the connection string allows.",
        PostgresException { SqlState: "55P03" } => "Somebody else holds a lock on it; look for open transactions in pg_stat_activity.",
        _ => null,
    };
}
