namespace Seckill.Storage;

/// <summary>Where the ledger and the tables are kept (configuration section <c>Seckill:Storage</c>). Checked at start.</summary>
public sealed class StorageOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Seckill:Storage";

    /// <summary>Files in one directory, one process. Nothing to install.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>A PostgreSQL database that any number of nodes share.</summary>
    public const string Postgres = "postgres";

    /// <summary>Fewest connections that a node can work with: the journal's writers, one recovery, and the read model.</summary>
    public const int ConnectionsMin = 9;

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public string Provider { get; set; } = Sqlite;

    /// <summary>How to reach the PostgreSQL database. Must not be set for <c>sqlite</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// Where the SQLite files are, relative to the current directory. One process per directory. Of no use for <c>postgres</c>.
    /// </summary>
    public string Directory { get; set; } = "data";

    /// <summary>
    /// Most connections that this node opens to PostgreSQL, two thirds for the ledger and one for the tables. The default lets
    /// three nodes share a server that has PostgreSQL's own default of 100. At the bound a request waits for a free connection.
    /// </summary>
    public int ConnectionsMax { get; set; } = 30;

    internal const string ProviderName = $"{Section}:{nameof(Provider)}";
    internal const string ConnectionStringName = $"{Section}:{nameof(ConnectionString)}";
    internal const string DirectoryName = $"{Section}:{nameof(Directory)}";
    internal const string ConnectionsMaxName = $"{Section}:{nameof(ConnectionsMax)}";

    internal string FullDirectory => Path.GetFullPath(Directory);
}
