using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Telemetry;

/// <summary>What the metrics say of items that are read from their ledgers, whole and broken ones, and of a board that hears nothing.</summary>
public sealed class RecoverySpec : IAsyncLifetime, IAsyncDisposable
{
    private readonly HostProcess _host = new(new Dictionary<string, string>
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Seckill__Auth__SigningKey"] = TokenMint.Key,
        ["Seckill__Auth__Issuer"] = TokenMint.Issuer,
        ["Seckill__Auth__Audience"] = TokenMint.Audience,
        ["Seckill__Payments__WebhookSecret"] = DevelopmentHost.Secret,
        // Items say nothing by themselves.
        ["Seckill__Limits__BoardRepeatMs"] = "600000",
    });

    private Testing.Wire _wire = null!;

    public async Task InitializeAsync()
    {
        await _host.StartReadyAsync();
        _wire = await Testing.Wire.ConnectAsync(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        _wire?.Dispose();
        await _host.DisposeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task Recoveries_are_counted_and_timed_and_so_are_those_that_fail()
    {
        var (whole, gap, unreadable) = (await ListAsync(), await ListAsync(), await ListAsync());
        foreach (var item in (string[])[whole, gap, unreadable])
        {
            (await NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
            (await NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        }

        (await ReadAsync("seckill_item_invariant_failures_total")).ShouldBe(0);
        (await ReadAsync("seckill_item_recovery_failures_total")).ShouldBe(0);
        await _host.KillAsync();
        Execute("DELETE FROM journal WHERE persistence_id = 'item-' || @name AND sequence_number = 2", gap);
        Execute("UPDATE journal SET message = x'FFFF' WHERE persistence_id = 'item-' || @name AND sequence_number = 2", unreadable);
        await _host.StartReadyAsync();

        (await Eventually.GetAsync(() => NewBuyer().BuyAsync(whole), answer => answer.Status != 503)).ShouldHaveStatus(201);

        await AwaitAsync("seckill_item_recoveries_total", recoveries => recoveries >= 1);
        await AwaitAsync("seckill_item_recovery_duration_seconds_count", recoveries => recoveries >= 1);
        await AwaitAsync("seckill_item_invariant_failures_total", failures => failures >= 1);
        await AwaitAsync("seckill_item_recovery_failures_total", failures => failures >= 2);
    }

    [Fact]
    public async Task The_boards_age_grows_while_items_are_silent_and_only_those_count_that_should_not_be()
    {
        var item = await ListAsync();
        var listed = (await NewBuyer().GetAsync("/api/items"))["items"]!.AsArray().Select(one => (string)one!["itemId"]!).ToArray();
        listed.ShouldContain(item);

        await AwaitAsync("seckill_board_age_seconds", age => age > 1);
        foreach (var name in listed) (await PartyOf("olivia", "operator").SwitchAsync(name, "close")).ShouldHaveStatus(200);

        await AwaitAsync("seckill_board_age_seconds", age => age == 0);
    }

    private Party NewBuyer() => PartyOf(TestHost.NewName("buyer"));

    private Party PartyOf(string name, string role = "buyer") => new(_wire, name, TokenMint.Issue(name, role));

    private async Task<string> ListAsync()
    {
        var (item, olivia) = (TestHost.NewName("item"), PartyOf("olivia", "operator"));
        (await Eventually.GetAsync(() => olivia.ListAsync(item, new Listing()), answer => answer.Status != 503)).ShouldHaveStatus(201);
        return item;
    }

    private async Task<double> ReadAsync(string name) =>
        Scrape.Value((await new Party(_wire, "nobody", token: null).GetAsync("/metrics")).ShouldHaveStatus(200).Text, name);

    private Task<double> AwaitAsync(string name, Func<double, bool> isSo) => Eventually.GetAsync(() => ReadAsync(name), isSo);

    private void Execute(string sql, string item) =>
        DataFile.Execute(Path.Combine(_host.Directory, "data", "ledger.db"), sql, item).ShouldBe(1);
}
