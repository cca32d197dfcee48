using Seckill.Testing;

namespace Seckill.Storage.Tests.Testing;

/// <summary>One server for all tests that need one; each test gets a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    /// <summary>The server. Where none is installed the test that asks is skipped, with the reason.</summary>
    public PostgresServer Server
    {
        get
        {
            Skip.If(_server is null, PostgresServer.MissingReason);
            return _server!;
        }
    }

    public async Task InitializeAsync()
    {
        if (PostgresServer.MissingReason is null) _server = await PostgresServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}

/// <summary>Tests of this collection share the server and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}
