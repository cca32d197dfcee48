using System.Text;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>
/// What an operation does not take is refused by name, and never silently ignored. Walks over every operation of the document, so a
/// new one is held to it as well.
/// </summary>
[Collection(OnBadInputHost.Name)]
public sealed class UndeclaredInputSpec(DevelopmentHost host) : IAsyncLifetime
{
    private Party _caller = null!;
    private string _item = "";
    private string _order = "";
    private string _payment = "";

    /// <summary>An operator who has bought: everything is open to this caller.</summary>
    public async Task InitializeAsync()
    {
        _caller = host.PartyOf(TestHost.NewName("operator"), "operator");
        _item = await host.ListAsync();
        _order = (await _caller.BuyAsync(_item)).ShouldHaveStatus(201).OrderId;
        _payment = (string)(await _caller.OpenPaymentAsync(_order)).ShouldHaveStatus(201)["paymentId"]!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_unknown_query_parameter_is_blamed_by_every_operation_and_nothing_is_done()
    {
        foreach (var (method, path, _) in Calls().Where(call => call.Method != HttpMethod.Head))
        {
            (await _caller.SendAsync(method, $"{path}?surprise=1", null)).ShouldBlame("surprise");
            (await _caller.SendAsync(method, $"{path}?surprise", null)).ShouldBlame("surprise");
        }

        await ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("Limit=1", "Limit")]
    [InlineData("limit=1&LIMIT=1", "LIMIT")]
    [InlineData("limit=1&limit=1", "limit")]
    [InlineData("limit=1&phas=open", "phas")]
    [InlineData("=1", "")]
    [InlineData("limit=1&%E6%89%8B", "手")]
    public async Task A_parameter_in_another_case_or_given_twice_is_blamed(string query, string blamed) =>
        (await host.Nobody.GetAsync($"/api/items?{query}")).ShouldBlame(blamed);

    [Fact]
    public async Task A_very_long_name_is_told_in_short()
    {
        var refusal = (await host.Nobody.GetAsync($"/api/time?{new string('n', 6_000)}")).ShouldRefuseWith("validation_failed");

        refusal.Text.Length.ShouldBeLessThan(1_000);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("?&")]
    public async Task A_question_mark_alone_asks_nothing(string query) =>
        (await host.Nobody.GetAsync($"/api/time{query}")).ShouldHaveStatus(200);

    [Fact]
    public async Task A_body_where_none_belongs_is_blamed_by_every_operation_and_nothing_is_done()
    {
        var takers = host.Wire.Document.OperationsWithBody.ToHashSet();
        var bodiless = Calls().Where(call => call.Method != HttpMethod.Head && !takers.Contains(call.Operation)).ToList();
        bodiless.ShouldNotBeEmpty();

        foreach (var (method, path, _) in bodiless)
        {
            (await _caller.SendTextAsync(method, path, "{}")).ShouldBlame("body");
            (await RawWire.SendAsync(host.Address, LinesOf(method, path, "Transfer-Encoding: chunked", "Connection: close", "", "2", "{}", "0")))
                .ShouldBlame("body");
        }

        await ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_body_of_no_bytes_is_none()
    {
        (await RawWire.SendAsync(host.Address, LinesOf(HttpMethod.Get, "/api/time", "Content-Length: 0", "Connection: close")))
            .ShouldHaveStatus(200);
        (await RawWire.SendAsync(
            host.Address, LinesOf(HttpMethod.Get, "/api/time", "Transfer-Encoding: chunked", "Connection: close", "", "0"))).ShouldHaveStatus(200);
        (await RawWire.SendAsync(
            host.Address,
            LinesOf(HttpMethod.Post, $"/api/admin/items/{_item}/resume", "Transfer-Encoding: chunked", "Connection: close", "", "0")))
            .ShouldHaveStatus(200);
    }

    [Theory]
    [InlineData("Connection: Upgrade, HTTP2-Settings, close", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")]
    [InlineData("Connection: Upgrade, close", "Upgrade: websocket", "Sec-WebSocket-Version: 13")]
    public async Task An_offer_to_upgrade_is_no_body(string connection, string upgrade, string settings)
    {
        var answer = await RawWire.SendAsync(
            host.Address, LinesOf(HttpMethod.Get, "/api/items?surprise=1", connection, upgrade, settings));
        answer.ShouldBlame("surprise");

        (await RawWire.SendAsync(host.Address, LinesOf(HttpMethod.Get, "/api/time", connection, upgrade, settings))).ShouldHaveStatus(200);
        (await RawWire.SendAsync(
            host.Address, LinesOf(HttpMethod.Post, $"/api/admin/items/{_item}/resume", connection, upgrade, settings, "Content-Length: 0")))
            .ShouldHaveStatus(200);
    }

    [Fact]
    public async Task Credentials_are_asked_for_first()
    {
        foreach (var (method, path, operation) in Calls().Where(call => host.Wire.Document.NeedsToken(call.Operation)))
        {
            if (method == HttpMethod.Head) continue;
            (await host.Nobody.SendAsync(method, $"{path}?surprise=1", null)).Status.ShouldBe(401, operation);
        }
    }

    private IEnumerable<(HttpMethod Method, string Path, string Operation)> Calls() =>
        from operation in host.Wire.Document.Operations
        let words = operation.Split(' ')
        let path = words[1].Replace("{itemId}", _item, StringComparison.Ordinal).Replace("{orderId}", _order, StringComparison.Ordinal)
            .Replace("{paymentId}", _payment, StringComparison.Ordinal).Replace("{name}", "event-streams", StringComparison.Ordinal)
        select (new HttpMethod(words[0]), path, operation);

    private byte[] LinesOf(HttpMethod method, string path, params string[] more)
    {
        string[] lines = [$"{method} {path} HTTP/1.1", $"Host: {host.Address.Authority}", $"Authorization: Bearer {_caller.Token}", .. more];
        return Encoding.ASCII.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n");
    }

    private async Task ShouldBeUntouchedAsync()
    {
        ((string?)(await host.ItemAsync(_item))["phase"]).ShouldBe("open");
        ((string?)(await _caller.OrderAsync(_order))["status"]).ShouldBe("pending");
        ((long)(await host.ItemAsync(_item))["stock"]!["total"]!).ShouldBe(new Listing().Stock);
    }
}
