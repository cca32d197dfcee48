using System.Diagnostics;
using Npgsql;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;
using Seckill.Testing;

namespace Seckill.Storage.Tests;

/// <summary>A server with a certificate of our own making, and clients that insist on it.</summary>
[Collection(PostgresTests.Name)]
public sealed class PostgresTlsSpec : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("seckill-tls-").FullName;
    private PostgresServer? _server;

    public async Task InitializeAsync()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        Skip.If(!File.Exists("/usr/bin/openssl"), "openssl is not installed; on Debian: apt-get install openssl.");
        _server = await PostgresServer.StartAsync();
        var (certificate, key) = await CertifyAsync("server", "subjectAltName=IP:127.0.0.1");
        // The server reads its key itself, and insists that nobody else can.
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "-R", "postgres", _directory);
        foreach (var setting in (string[])[$"ssl_cert_file = '{certificate}'", $"ssl_key_file = '{key}'", "ssl = on"])
            await _server.ExecuteAsync($"ALTER SYSTEM SET {setting}");
        await _server.CrashAsync();
        await _server.StartAgainAsync();
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [SkippableFact]
    public async Task A_certificate_that_is_trusted_and_names_the_host_is_accepted_for_ledger_and_tables()
    {
        var sale = Sale.OfEverything("secret");
        var options = await OptionsAsync("server.crt");
        using var stores = Stores.Of(options);
        await PrepareAsync(options, stores);
        await using var node = new LedgerNode(options, stores);

        (await node.WriteAsync(sale)).ShouldBe(sale.State.Revision);
        await new ReadModelWriter(stores.Tables).WriteAsync(sale.Ledger, default);

        const string Plain = """
            SELECT count(*) FILTER (WHERE NOT ssl), count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE datname = current_database()
            """;
        var (plain, all) = (await stores.Tables.ReadAsync(
            session => session.QueryAsync(Plain, row => (row.GetInt64(0), row.GetInt64(1))), default))[0];
        (plain, all > 1).ShouldBe((0, true));
    }

    [SkippableFact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_in_plain_words()
    {
        await CertifyAsync("stranger", "subjectAltName=IP:127.0.0.1");

        (await RefusalAsync(await OptionsAsync("stranger.crt"))).ShouldContain("certificate was refused: let 'Root Certificate' name");
    }

    [SkippableFact]
    public async Task A_certificate_for_another_host_is_refused_in_plain_words()
    {
        var options = await OptionsAsync("server.crt");
        options.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString) { Host = "localhost" }.ConnectionString;

        (await RefusalAsync(options)).ShouldContain("and Host a name that is in it");
    }

    private static async Task<string> RefusalAsync(StorageOptions options)
    {
        using var stores = Stores.Of(options);
        return (await Should.ThrowAsync<StorageUnavailableException>(PrepareAsync(options, stores))).Message;
    }

    private async Task<StorageOptions> OptionsAsync(string rootCertificate) => new()
    {
        Provider = StorageOptions.Postgres,
        ConnectionString = $"{await _server!.CreateDatabaseAsync()};SSL Mode=VerifyFull;Root Certificate={Path.Combine(_directory, rootCertificate)}",
    };

    /// <summary>The command of docker/README.md.</summary>
    private async Task<(string Certificate, string Key)> CertifyAsync(string name, string extension)
    {
        var (certificate, key) = (Path.Combine(_directory, name + ".crt"), Path.Combine(_directory, name + ".key"));
        await RunAsync(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=db", "-addext", extension, "-out", certificate, "-keyout", key);
        return (certificate, key);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, errors);
    }

    private static Task PrepareAsync(StorageOptions options, Stores stores) =>
        new StoragePreparation(options, stores, new ReadModelWriter(stores.Tables)).PrepareAsync(default);
}
