using System.Data.Common;
using Microsoft.Extensions.Configuration;
using Seckill.Storage.Databases;

namespace Seckill.Storage.ReadModel;

/// <summary>Whether something sells at this moment, asked before there is a host.</summary>
public static class OpenSales
{
    /// <summary>More would delay the start itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const string Ask = """
        SELECT item_id FROM items
        WHERE starts_at_ms <= @now AND ends_at_ms > @now AND available > 0 AND NOT is_paused AND NOT is_closed LIMIT 1
        """;

    /// <summary>
    /// Whether the tables have an item that is open and has units left. False where they cannot tell: there are none yet, they are away, slow
    /// or damaged, or the configuration is wrong, all of which the start itself will say.
    /// </summary>
    public static async Task<bool> AreThereAsync(IConfiguration configuration, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = OptionsOf(configuration);
        if (DatabaseProviders.Find(options) is not { } provider || provider.Check(options).Any()) return false;
        using var stores = provider.Open(options);
        using var cancellation = new CancellationTokenSource(Patience);
        try
        {
            var found = await stores.Tables.ReadAsync(
                session => session.QueryAsync(Ask, row => row.GetString(0), new { now = now.ToUnixTimeMilliseconds() }), cancellation.Token)
                .WaitAsync(Patience, CancellationToken.None).ConfigureAwait(false);
            return found.Count > 0;
        }
        catch (Exception error) when (error is StorageUnavailableException or DbException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>What says where the tables are. That all of it is valid is for the host to check.</summary>
    private static StorageOptions OptionsOf(IConfiguration configuration)
    {
        var options = new StorageOptions { ConnectionString = configuration[StorageOptions.ConnectionStringName] };
        if (configuration[StorageOptions.ProviderName] is { } provider) options.Provider = provider;
        if (configuration[StorageOptions.DirectoryName] is { } directory) options.Directory = directory;
        return options;
    }
}
