using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Blocks;

/// <summary>Buyers on the block list, and the list itself.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class BlockedBuyerSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_blocked_buyer_is_refused_until_an_operator_ends_it_and_everybody_else_buys()
    {
        var (item, mallory) = (await host.ListAsync(), host.NewBuyer());

        await BlockAsync(mallory.Name, "resells");

        (await mallory.BuyAsync(item)).ShouldRefuseWith("blocked");
        (await mallory.GetAsync("/api/orders")).ShouldRefuseWith("blocked");
        (await mallory.PostAsync("/api/session")).ShouldRefuseWith("blocked");
        (await mallory.GetAsync($"/api/items/{item}")).ShouldHaveStatus(200);
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        (await host.Operator.SendAsync(HttpMethod.Delete, $"/api/admin/blocks/buyers/{mallory.Name}", null)).ShouldHaveStatus(204);
        (await mallory.BuyAsync(item)).ShouldHaveStatus(201);
        (await mallory.PostAsync("/api/session")).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task The_refusal_says_neither_why_nor_by_whom_nor_until_when()
    {
        var mallory = host.NewBuyer();
        await BlockAsync(mallory.Name, "secret reason", DateTimeOffset.UtcNow.AddDays(1));

        var refused = (await mallory.GetAsync("/api/orders")).ShouldRefuseWith("blocked");

        refused.Text.ShouldNotContain("secret");
        refused.Text.ShouldNotContain("olivia");
        refused.Json.AsObject().Select(member => member.Key).ShouldBe(["code", "title", "status", "detail", "traceId"]);
    }

    [Fact]
    public async Task An_operator_who_is_blocked_as_a_buyer_still_operates()
    {
        var oscar = host.PartyOf(TestHost.NewName("oscar"), "operator");
        await BlockAsync(oscar.Name);

        (await oscar.GetAsync("/api/orders")).ShouldRefuseWith("blocked");
        (await oscar.PostAsync("/api/session")).ShouldHaveStatus(200);
        (await oscar.SendAsync(HttpMethod.Delete, $"/api/admin/blocks/buyers/{oscar.Name}", null)).ShouldHaveStatus(204);
    }

    [Fact]
    public async Task Orders_of_before_stay_as_they_are()
    {
        var (item, mallory) = (await host.ListAsync(), host.NewBuyer());
        var order = (await mallory.BuyAsync(item)).ShouldHaveStatus(201).OrderId;
        var payment = await DevelopmentHost.OpenPaymentAsync(mallory, order);
        await BlockAsync(mallory.Name);

        (await mallory.OpenPaymentAsync(order)).ShouldRefuseWith("blocked");
        (await host.SendAsync(host.Provider.Succeeded(order, payment, 9900))).ShouldHaveStatus(204);

        ((string)(await host.Operator.OrderAsync(order)).ShouldHaveStatus(200)["status"]!).ShouldBe("paid", "the payment was under way");
    }

    [Fact]
    public async Task A_block_tells_who_made_it_when_until_when_and_why()
    {
        var (name, oscar, end) = (host.NewBuyer().Name, host.PartyOf("oscar", "operator"), DateTimeOffset.UtcNow.AddHours(1));
        var before = DateTimeOffset.UtcNow.AddMilliseconds(-1);

        var put = (await PutAsync(oscar, name, "三万人 – resells", end)).ShouldHaveStatus(200);

        ((string)put["kind"]!, (string)put["value"]!, (string)put["blockedBy"]!, (string)put["reason"]!)
            .ShouldBe(("buyers", name, "oscar", "三万人 – resells"));
        ((DateTimeOffset)put["blockedAt"]!).ShouldBeInRange(before, DateTimeOffset.UtcNow);
        ((DateTimeOffset)put["expiresAt"]!).ShouldBe(end, TimeSpan.FromMilliseconds(1));
        (await host.Operator.GetAsync($"/api/admin/blocks/buyers/{name}")).ShouldHaveStatus(200).Text.ShouldBe(put.Text);
        var again = (await PutAsync(host.Operator, name, "三万人 – resells", end)).ShouldHaveStatus(200);
        again.Text.ShouldBe(put.Text, "whoever was first stays");
        var longer = (await PutAsync(host.Operator, name, reason: null, end: null)).ShouldHaveStatus(200);
        ((string)longer["blockedBy"]!, longer["expiresAt"], longer["reason"]).ShouldBe(("olivia", null, null));
        ((long)longer["version"]!).ShouldBeGreaterThan((long)put["version"]!);
    }

    [Fact]
    public async Task A_block_ends_by_itself()
    {
        var mallory = host.NewBuyer();
        (await PutAsync(host.Operator, mallory.Name, reason: null, DateTimeOffset.UtcNow.AddSeconds(2))).ShouldHaveStatus(200);
        (await mallory.GetAsync("/api/orders")).ShouldRefuseWith("blocked");

        await Eventually.GetAsync(() => mallory.GetAsync("/api/orders"), answer => answer.Status == 200);

        (await host.Operator.GetAsync($"/api/admin/blocks/buyers/{mallory.Name}")).ShouldRefuseWith("not_found");
        (await PutAsync(host.Operator, mallory.Name, "again", end: null)).ShouldHaveStatus(200);
        (await mallory.GetAsync("/api/orders")).ShouldRefuseWith("blocked");
    }

    [Fact]
    public async Task It_is_listed_page_by_page()
    {
        string[] names = [.. Enumerable.Range(0, 5).Select(_ => host.NewBuyer().Name)];
        foreach (var name in names) await BlockAsync(name);
        await host.Operator.PutAsync("/api/admin/blocks/addresses/198.51.100.0%2F30", null);
        var (seen, path, pages) = (new List<(string, string)>(), "/api/admin/blocks?limit=2", 0);

        for (string? cursor = ""; cursor is not null; pages++)
        {
            var page = (await host.Operator.GetAsync(cursor.Length == 0 ? path : $"{path}&cursor={cursor}")).ShouldHaveStatus(200);
            page["blocks"]!.AsArray().Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page["blocks"]!.AsArray().Select(block => ((string)block!["kind"]!, (string)block["value"]!)));
            cursor = (string?)page["nextCursor"];
        }

        seen.Distinct().Count().ShouldBe(seen.Count);
        names.Except(seen.Select(block => block.Item2)).ShouldBeEmpty();
        seen.ShouldContain(("addresses", "198.51.100.0/30"));
        pages.ShouldBeGreaterThan(2);
        var addresses = (await host.Operator.GetAsync("/api/admin/blocks?kind=addresses&limit=500")).ShouldHaveStatus(200)["blocks"]!.AsArray();
        addresses.ShouldAllBe(block => (string)block!["kind"]! == "addresses");
    }

    [Theory]
    [InlineData("kind=people", "kind")]
    [InlineData("limit=501", "limit")]
    [InlineData("cursor=!", "cursor")]
    [InlineData("cursor=OS9hbGljZQ", "cursor")]
    [InlineData("who=alice", "who")]
    public async Task A_list_is_asked_strictly(string query, string blamed) =>
        (await host.Operator.GetAsync($"/api/admin/blocks?{query}")).ShouldBlame(blamed);

    [Theory]
    [InlineData("buyers", "a%20b", "1 to 64")]
    [InlineData("buyers", "%E4%B8%89", "1 to 64")]
    [InlineData("addresses", "alice", "192.0.2.7")]
    [InlineData("addresses", "192.0.2.7%2F24", "192.0.2.0/24")]
    [InlineData("addresses", "192.0.2.0%2F33", "0 to 32")]
    [InlineData("addresses", "fe80::1%25eth0", "Not an address")]
    [InlineData("addresses", "%5B::1%5D", "Not an address")]
    public async Task Who_cannot_be_blocked_is_told_why(string kind, string value, string part)
    {
        var path = $"/api/admin/blocks/{kind}/{value}";

        foreach (var method in (HttpMethod[])[HttpMethod.Put, HttpMethod.Get, HttpMethod.Delete])
            ((string)(await host.Operator.SendAsync(method, path, null)).ShouldBlame("value")["detail"]!).ShouldContain(part);
    }

    [Fact]
    public async Task A_buyer_of_65_characters_is_none_and_one_of_64_is()
    {
        (await host.Operator.PutAsync($"/api/admin/blocks/buyers/{new string('x', 65)}", null)).ShouldBlame("value");
        (await host.Operator.PutAsync($"/api/admin/blocks/buyers/{new string('x', 64)}", null)).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task A_network_may_be_written_with_its_slash_and_nobody_is_no_buyer()
    {
        // Past the check against the description, which has one parameter there.
        using var plain = host.Operator.Request(HttpMethod.Put, "/api/admin/blocks/addresses/198.51.100.64/28");
        using var nobody = host.Operator.Request(HttpMethod.Put, "/api/admin/blocks/buyers/");

        ((string)(await host.Wire.SendUncheckedAsync(plain)).ShouldHaveStatus(200)["value"]!).ShouldBe("198.51.100.64/28");
        (await host.Wire.SendUncheckedAsync(nobody)).ShouldBlame("value");

        (await host.Operator.SendAsync(HttpMethod.Delete, "/api/admin/blocks/addresses/198.51.100.64%2f28", null)).ShouldHaveStatus(204);
        (await host.Operator.GetAsync("/api/admin/blocks/addresses/198.51.100.64%2F28")).ShouldRefuseWith("not_found");
    }

    [Fact]
    public async Task Only_buyers_and_addresses_are_blocked() =>
        (await host.Operator.PutAsync("/api/admin/blocks/people/alice", null)).ShouldRefuseWith("not_found");

    [Theory]
    [InlineData("""{"reason":""}""", "reason")]
    [InlineData("""{"reason":"two\nlines"}""", "reason")]
    [InlineData("""{"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"expiresAt":"tomorrow"}""", "expiresAt")]
    [InlineData("""{"until":"2099-01-01T00:00:00Z"}""", "until")]
    public async Task A_body_is_read_strictly(string body, string blamed)
    {
        var name = host.NewBuyer().Name;

        (await host.Operator.SendTextAsync(HttpMethod.Put, $"/api/admin/blocks/buyers/{name}", body)).ShouldBlame(blamed);

        (await host.Operator.GetAsync($"/api/admin/blocks/buyers/{name}")).ShouldRefuseWith("not_found");
    }

    [Fact]
    public async Task Ending_a_block_that_is_not_there_changes_nothing()
    {
        var name = host.NewBuyer().Name;

        (await host.Operator.SendAsync(HttpMethod.Delete, $"/api/admin/blocks/buyers/{name}", null)).ShouldHaveStatus(204);
        (await host.Operator.SendAsync(HttpMethod.Delete, $"/api/admin/blocks/buyers/{name}", null)).ShouldHaveStatus(204);
    }

    [Fact]
    public async Task Whoever_blocks_is_named_in_the_operations_log_and_so_is_what_was_refused()
    {
        var (name, oscar) = (host.NewBuyer().Name, host.PartyOf(TestHost.NewName("oscar"), "operator"));
        (await PutAsync(oscar, name, "fraud", end: null)).ShouldHaveStatus(200);
        (await PutAsync(oscar, name, "fraud", DateTimeOffset.UtcNow.AddDays(-1))).ShouldBlame("expiresAt");
        (await oscar.SendAsync(HttpMethod.Delete, $"/api/admin/blocks/buyers/{name}", null)).ShouldHaveStatus(204);

        var listed = await Eventually.GetAsync(
            () => host.Operator.GetAsync($"/api/admin/operations?actor={oscar.Name}"), answer => answer["operations"]!.AsArray().Count == 3);

        listed["operations"]!.AsArray().Select(one => ((string)one!["command"]!, (string)one["outcome"]!, (string?)one["reason"])).ShouldBe(
            [("block_remove", "changed", null), ("block_add", "validation_failed", "fraud"), ("block_add", "changed", "fraud")]);
        ((string)listed["operations"]!.AsArray()[0]!["detail"]!).ShouldBe($"buyers {name}");
    }

    [Fact]
    public async Task The_console_blocks_lists_and_unblocks()
    {
        var (name, until) = (host.NewBuyer().Name, DateTimeOffset.UtcNow.AddHours(2));

        var added = await host.Operator.RunAsync($"block add buyer {name} --until +2h --reason 'resells tickets'");
        ((string)added.Cell(0, "value")!, (string)added.Cell(0, "by")!, (string)added.Cell(0, "reason")!).ShouldBe((name, "olivia", "resells tickets"));
        ((DateTimeOffset)added.Cell(0, "until")!).ShouldBe(until, TimeSpan.FromMinutes(1));
        (await host.PartyOf(name).GetAsync("/api/orders")).ShouldRefuseWith("blocked");
        (await host.Operator.RunAsync("block list buyer --limit 10000")).Rows.Select(row => (string)row[1]!).ShouldContain(name);
        (await host.Operator.RunAsync($"block remove buyer {name}")).Lines.ShouldHaveSingleItem().ShouldContain("no longer");
        (await host.Operator.RunAsync($"block remove buyer {name}")).Lines.ShouldHaveSingleItem().ShouldContain("was not");
        (await host.PartyOf(name).GetAsync("/api/orders")).ShouldHaveStatus(200);
        (await host.Operator.RunAsync("block add address 192.0.2.7/24", exitCode: 3)).Lines.ShouldHaveSingleItem().ShouldContain("192.0.2.0/24");
        (await host.Operator.RunAsync($"block add buyer {name} --until -1h", exitCode: 3)).Code.ShouldBe("validation_failed");
        await Eventually.GetAsync(
            () => host.Operator.RunAsync("operations list --limit 200"),
            result => result.Rows.Any(row => (string)row[2]! == "block_remove" && ((string?)row[4])?.Contains(name, StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task Refusals_are_counted()
    {
        var mallory = host.NewBuyer();
        await BlockAsync(mallory.Name);
        var before = await CountAsync();

        (await mallory.GetAsync("/api/orders")).ShouldRefuseWith("blocked");

        (await CountAsync()).ShouldBeGreaterThan(before);

        async Task<double> CountAsync() =>
            Scrape.Value(await Scrape.FreshAsync(host), "seckill_requests_total", "outcome=\"blocked\"", "operation=\"listOrders\"");
    }

    [Fact]
    public async Task A_block_and_its_end_are_in_force_at_once_under_load()
    {
        var (item, mallory) = (await host.ListAsync(), host.NewBuyer());
        for (var round = 0; round < 20; round++)
        {
            await BlockAsync(mallory.Name);
            var refused = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => mallory.BuyAsync(item)));
            refused.ShouldAllBe(answer => answer.Code == "blocked");
            (await host.Operator.SendAsync(HttpMethod.Delete, $"/api/admin/blocks/buyers/{mallory.Name}", null)).ShouldHaveStatus(204);
            (await mallory.GetAsync("/api/orders")).ShouldHaveStatus(200);
        }
    }

    private async Task BlockAsync(string name, string? reason = null, DateTimeOffset? end = null) =>
        (await PutAsync(host.Operator, name, reason, end)).ShouldHaveStatus(200);

    private static Task<Received> PutAsync(Party by, string name, string? reason, DateTimeOffset? end)
    {
        var body = new JsonObject();
        if (reason is not null) body["reason"] = reason;
        if (end is not null) body["expiresAt"] = end.Value.ToString("O");
        return by.PutAsync($"/api/admin/blocks/buyers/{name}", body);
    }
}
