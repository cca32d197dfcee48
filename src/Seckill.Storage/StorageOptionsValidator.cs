using System.Data.Common;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Seckill.Storage;

/// <summary>Checks <see cref="StorageOptions"/>. Every message names the option and the fix, and never repeats a password.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    private const string Provider = StorageOptions.Section + ":" + nameof(StorageOptions.Provider);
    private const string ConnectionString = StorageOptions.Section + ":" + nameof(StorageOptions.ConnectionString);
    private const string Directory = StorageOptions.Section + ":" + nameof(StorageOptions.Directory);
    private const string ConnectionsMax = StorageOptions.Section + ":" + nameof(StorageOptions.ConnectionsMax);

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        string[] errors = options switch
        {
            { IsSqlite: true } => [.. SqliteErrors(options)],
            { IsPostgres: true } => [.. PostgresErrors(options)],
            _ => [$"{Provider} is '{options.Provider}'. Set it to '{StorageOptions.Sqlite}' or '{StorageOptions.Postgres}'."],
        };
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> SqliteErrors(StorageOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.ConnectionString))
            yield return $"{ConnectionString} is for PostgreSQL only. Remove it, or set {Provider} to '{StorageOptions.Postgres}'.";
        if (string.IsNullOrWhiteSpace(options.Directory) || options.Directory.Contains('\0', StringComparison.Ordinal))
            yield return $"{Directory} names no directory. Set it to one that this process may write, or remove it for 'data'.";
    }

    private static IEnumerable<string> PostgresErrors(StorageOptions options)
    {
        if (options.ConnectionsMax is < StorageOptions.ConnectionsMin or > 1_000)
            yield return $"{ConnectionsMax} is {options.ConnectionsMax}. Set it to {StorageOptions.ConnectionsMin} to 1000.";
        const string Example = "'Host=127.0.0.1;Database=seckill;Username=seckill;Password=…'";
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            yield return $"{ConnectionString} is missing. Set it, for example to {Example}.";
        else if (TryParse(options.ConnectionString) is not { } parsed)
            yield return $"{ConnectionString} cannot be read. Write it as Name=Value pairs separated by ';', for example {Example}.";
        else if (string.IsNullOrWhiteSpace(parsed.Host) || string.IsNullOrWhiteSpace(parsed.Database))
            yield return $"{ConnectionString} needs Host and Database. Set it, for example to {Example}.";
        else if (SetsPool(options.ConnectionString))
            yield return $"{ConnectionString} must not set the pool. Remove Pooling and the pool sizes, and set {ConnectionsMax}.";
    }

    private static NpgsqlConnectionStringBuilder? TryParse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static bool SetsPool(string text) =>
        new DbConnectionStringBuilder { ConnectionString = text }.Keys.Cast<string>()
            .Any(key => key.Contains("pool", StringComparison.OrdinalIgnoreCase));
}
