using System.Globalization;
using System.Net;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Fairness;

/// <summary>What a thousand requests of one buyer at once cost the ledger, even if no limit holds any of them back.</summary>
public sealed class OneBuyerSpec : IAsyncLifetime, IAsyncDisposable
{
    private const int Requests = 1_000;

    /// <summary>An order answers so many keys besides its own; each is remembered, so each costs bytes.</summary>
    private const int KeysMax = 100;

    /// <summary>A key of these tests in an entry, with the numbers beside it.</summary>
    private const int BytesPerKey = 24;

    /// <summary>An entry's time, revision and hash.</summary>
    private const int BytesPerEntry = 64;

    private readonly HostProcess _process = new();
    private SaleClient _client = null!;
    private string _operator = "";

    public async Task InitializeAsync()
    {
        await _process.StartReadyAsync();
        _client = new SaleClient(_process.Address);
        _operator = await _client.TokenAsync("olivia", "operator");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task A_thousand_requests_at_once_cost_what_one_costs()
    {
        await ListAsync("sole", "many");
        (await _client.BuyAsync(await _client.TokenAsync("sole"), "sole")).Status.ShouldBe(HttpStatusCode.Created);
        var token = await _client.TokenAsync("many");

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => _client.BuyAsync(token, "many")));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(Requests - 1);
        answers.Select(answer => answer.OrderId).Distinct().ShouldHaveSingleItem();
        var (one, all) = (EntriesOf("sole"), EntriesOf("many"));
        all.Length.ShouldBe(2, "the listing and the order");
        all[1].ShouldBeInRange(one[1] - 2, one[1] + 2);
    }

    [Fact]
    public async Task With_a_new_key_each_time_they_cost_no_more_than_the_keys_that_an_order_answers()
    {
        await ListAsync("keyed");
        var token = await _client.TokenAsync("keyed");

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(i =>
            _client.SendAsync(HttpMethod.Post, "/api/items/keyed/orders", null, token, string.Create(CultureInfo.InvariantCulture, $"key-{i}"))));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(KeysMax);
        answers.Count(answer => answer.Code == "limit_reached").ShouldBe(Requests - KeysMax - 1);
        var entries = EntriesOf("keyed");
        entries.Length.ShouldBeLessThanOrEqualTo(2 + KeysMax);
        entries[1..].Sum().ShouldBeLessThan((entries.Length * BytesPerEntry) + 100 + (KeysMax * BytesPerKey));
    }

    private async Task ListAsync(params string[] items)
    {
        foreach (var item in items) (await _client.ListAsync(_operator, item, stock: 10)).Status.ShouldBe(HttpStatusCode.Created);
    }

    /// <summary>The lengths of an item's ledger entries, in bytes.</summary>
    private long[] EntriesOf(string item) =>
    [
        .. DataFile.Query(
            Path.Combine(_process.Directory, "data", "ledger.db"),
            "SELECT CAST(length(message) AS TEXT) FROM journal WHERE persistence_id = @name ORDER BY sequence_number", $"item-{item}")
            .Select(length => long.Parse(length, CultureInfo.InvariantCulture)),
    ];
}
