using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Seckill.Testing;

namespace Seckill.Cli.Tests.Testing;

/// <summary>A real host that the tests of the console share.</summary>
public sealed class NodeFixture : IAsyncLifetime, IAsyncDisposable
{
    private static int _names;

    private readonly HostProcess _host = new();

    public Uri Address => _host.Address;

    /// <summary>A console with an operator's token.</summary>
    public CliProcess Operator { get; private set; } = null!;

    /// <summary>A name that no other test has.</summary>
    public static string NewItem() => $"cli-{Interlocked.Increment(ref _names)}";

    public async Task<string> TokenAsync(string name, string role)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var answer = await client.PostAsJsonAsync("/api/dev/tokens", new { sub = name, role });
        return (string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["token"]!;
    }

    /// <summary>An item that sells.</summary>
    public async Task<string> ListAsync(string title = "Phone")
    {
        var item = NewItem();
        (await Operator.RunAsync("item", "create", item, title, "--stock", "10", "--price", "9900", "--ends", "+2h")).ShouldExitWith(0);
        return item;
    }

    /// <summary>Changes the stored stock of an item behind the product's back.</summary>
    public void Damage(string item)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_host.Directory, "data", "orders.db"), Pooling = false };
        using var connection = new SqliteConnection(settings.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE items SET available = available + 1, total = total + 1 WHERE item_id = @item";
        command.Parameters.AddWithValue("@item", item);
        command.ExecuteNonQuery().ShouldBe(1);
    }

    public async Task InitializeAsync()
    {
        await _host.StartReadyAsync();
        Operator = new CliProcess { Url = Address, Token = await TokenAsync("olivia", "operator") };
    }

    public async Task DisposeAsync()
    {
        Operator.Dispose();
        await _host.DisposeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class OnOneNode : ICollectionFixture<NodeFixture>
{
    public const string Name = "on one node";
}
