using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Seckill.Storage.Databases;
using Seckill.Storage.Databases.Postgres;

namespace Seckill.Storage.Tests;

public sealed class StorageOptionsTests
{
    private const string Server = "Host=db;Database=seckill;Username=me;Password=secret";

    [Fact]
    public void Without_any_setting_files_in_the_directory_data_are_used()
    {
        var options = OptionsOf([]);

        (DatabaseProviders.Of(options).Name, options.FullDirectory).ShouldBe(("sqlite", Path.Combine(Directory.GetCurrentDirectory(), "data")));
    }

    [Theory]
    [InlineData("Provider", "mysql", "Seckill:Storage:Provider is 'mysql'. Set it to 'sqlite' or 'postgres'.")]
    [InlineData("Provider", "", "Seckill:Storage:Provider is ''. Set it to 'sqlite' or 'postgres'.")]
    [InlineData("ConnectionString", Server, "ConnectionString is for PostgreSQL only. Remove it, or set Seckill:Storage:Provider")]
    [InlineData("Directory", " ", "Seckill:Storage:Directory names no directory. Set it")]
    [InlineData("Directory", "a\0b", "Seckill:Storage:Directory names no directory. Set it")]
    public void A_wrong_setting_is_named_with_its_fix(string option, string value, string message) =>
        ErrorOf((option, value)).ShouldContain(message);

    [Theory]
    [InlineData(null, "ConnectionString is missing. Set it, for example")]
    [InlineData("  ", "ConnectionString is missing. Set it, for example")]
    [InlineData("nonsense", "ConnectionString cannot be read. Write it as")]
    [InlineData("Host=db;Color=red;Password=secret", "ConnectionString cannot be read. Write it as")]
    [InlineData("Host=db;Port=seven;Password=secret", "ConnectionString cannot be read. Write it as")]
    [InlineData("Host=db;Username=me;Password=secret", "ConnectionString needs Host and Database.")]
    [InlineData("Database=seckill;Password=secret", "ConnectionString needs Host and Database.")]
    [InlineData(Server + ";Maximum Pool Size=5", "ConnectionString must not set the pool.")]
    [InlineData(Server + ";maxpoolsize=5", "ConnectionString must not set the pool.")]
    [InlineData(Server + ";Pooling=false", "ConnectionString must not set the pool.")]
    public void A_wrong_connection_string_is_named_with_its_fix_and_without_its_password(string? value, string message)
    {
        var error = ErrorOf(("Provider", "postgres"), ("ConnectionString", value));

        error.ShouldContain("Seckill:Storage:" + message);
        error.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("8")]
    [InlineData("1001")]
    public void The_number_of_connections_has_limits(string value) =>
        ErrorOf(("Provider", "postgres"), ("ConnectionString", Server), ("ConnectionsMax", value))
            .ShouldContain($"Seckill:Storage:ConnectionsMax is {value}. Set it to 9 to 1000.");

    [Theory]
    [InlineData("postgres")]
    [InlineData("Postgres")]
    public void PostgreSQL_needs_only_a_connection_string(string provider) =>
        DatabaseProviders.Of(OptionsOf([("Provider", provider), ("ConnectionString", Server)])).Name.ShouldBe("postgres");

    [Theory]
    [InlineData(9)]
    [InlineData(30)]
    [InlineData(1_000)]
    public void Ledger_and_tables_share_the_connections_and_recoveries_leave_room_for_writers(int connectionsMax)
    {
        var options = new StorageOptions { Provider = "postgres", ConnectionString = Server, ConnectionsMax = connectionsMax };

        var (ledger, tables) = (new NpgsqlConnectionStringBuilder(PostgresConnections.ForLedger(options)),
            new NpgsqlConnectionStringBuilder(PostgresConnections.ForTables(options)));

        (ledger.MaxPoolSize + tables.MaxPoolSize).ShouldBe(connectionsMax);
        tables.MaxPoolSize.ShouldBeGreaterThan(0);
        PostgresConnections.RecoveriesMax(options).ShouldBeInRange(1, ledger.MaxPoolSize - PostgresConnections.JournalWriters);
    }

    [Fact]
    public void What_the_connection_string_says_of_waiting_stands()
    {
        const string Waiting = ";Timeout=1;CommandTimeout=2;Application Name=mine;Options=-c lock_timeout=7";
        var given = new StorageOptions { Provider = "postgres", ConnectionString = Server + Waiting };
        var silent = new StorageOptions { Provider = "postgres", ConnectionString = Server };

        var (kept, set) = (new NpgsqlConnectionStringBuilder(PostgresConnections.ForLedger(given)),
            new NpgsqlConnectionStringBuilder(PostgresConnections.ForLedger(silent)));

        (kept.Timeout, kept.CommandTimeout, kept.ApplicationName).ShouldBe((1, 2, "mine"));
        kept.Options!.ShouldStartWith("-c lock_timeout=7 -c statement_timeout=2000 -c idle_in_transaction_session_timeout=5000");
        kept.Options!.ShouldNotContain("lock_timeout=3000");
        (set.Timeout, set.CommandTimeout, set.ApplicationName).ShouldBe((3, 5, "seckill-ledger"));
    }

    private static string ErrorOf(params (string, string?)[] settings) =>
        Should.Throw<OptionsValidationException>(() => OptionsOf(settings)).Message;

    private static StorageOptions OptionsOf((string Option, string? Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => "Seckill:Storage:" + setting.Option, setting => setting.Value))
            .Build();
        using var services = new ServiceCollection().AddSeckillStorage(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<StorageOptions>>().Value;
    }
}
