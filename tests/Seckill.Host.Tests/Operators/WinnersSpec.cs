using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

[Collection(OnOperatorsHost.Name)]
public sealed class WinnersSpec(DevelopmentHost host)
{
    private const string Header = "sequence,orderId,buyerId,quantity,status,createdAt,hash";

    [Fact]
    public async Task Everybody_who_got_an_order_is_exported_with_the_head_that_the_list_is_held_to()
    {
        var item = await host.ListAsync(new Listing { Stock = 10, Limit = 3 });
        var (alice, bob) = (host.NewBuyer(), host.NewBuyer());
        var first = (await alice.BuyAsync(item, 3)).ShouldHaveStatus(201);
        var second = (await bob.BuyAsync(item)).ShouldHaveStatus(201);
        (await bob.CancelAsync(second.OrderId)).ShouldHaveStatus(200);

        var list = (await ExportAsync(item)).ShouldHaveStatus(200);

        var winners = list["winners"]!.AsArray();
        winners.Select(winner => ((long)winner!["sequence"]!, (string)winner["orderId"]!, (string)winner["buyerId"]!, (int)winner["quantity"]!, (string)winner["status"]!))
            .ShouldBe([(1, first.OrderId, alice.Name, 3, "pending"), (2, second.OrderId, bob.Name, 1, "cancelled")]);
        ((string)winners[0]!["createdAt"]!).ShouldBe((string)first["createdAt"]!);
        ((long)list["count"]!, (long)list["ledgerEntry"]!).ShouldBe((2, 4));
        var head = (string)(await host.ItemAsync(item))["ledgerHash"]!;
        ((string)list["ledgerHash"]!).ShouldBe(head);
        list.Headers["Seckill-Ledger-Head"].ShouldBe($"4 {head}");
        list.Headers["Content-Disposition"].ShouldContain($"winners-{item}-4-{head}.json");
        winners.Select(winner => (string)winner!["hash"]!).Distinct().Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("text/csv, application/json;q=0.5")]
    [InlineData("application/json, text/csv")]
    public async Task It_is_csv_for_who_accepts_csv(string accept)
    {
        var item = await host.ListAsync();
        var order = (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);

        var list = await ExportAsync(item, accept);

        list.ContentType.ShouldNotBeNull().ShouldStartWith("text/csv");
        list.Headers["Content-Disposition"].ShouldContain(".csv");
        var rows = list.Text.Split("\r\n");
        rows.Length.ShouldBe(3);
        rows[0].ShouldBe(Header);
        rows[1].ShouldStartWith($"1,{order.OrderId},\"");
        rows[1].Split(',')[^1].Length.ShouldBe(64);
        rows[2].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("text/csv;q=0.5, application/json")]
    [InlineData("text/csv;q=0")]
    [InlineData("text/html")]
    [InlineData("not a media type")]
    public async Task It_is_json_for_everybody_else(string accept)
    {
        var item = await host.ListAsync();

        var list = await ExportAsync(item, accept);

        list.ContentType.ShouldNotBeNull().ShouldStartWith("application/json");
        ((long)list["count"]!).ShouldBe(0);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil.example\")", "\"'=HYPERLINK(\"\"http://evil.example\"\")\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("'quoted", "\"''quoted\"")]
    [InlineData("a=b,\"c\";'d'", "\"a=b,\"\"c\"\";'d'\"")]
    public async Task A_buyers_name_is_text_to_every_spreadsheet(string name, string cell)
    {
        var item = await host.ListAsync();
        (await host.PartyOf(name).BuyAsync(item)).ShouldHaveStatus(201);

        var row = (await ExportAsync(item, "text/csv")).Text.Split("\r\n")[1];

        row.ShouldContain($",{cell},");
        ((string)(await ExportAsync(item)).Json["winners"]![0]!["buyerId"]!).ShouldBe(name, "JSON carries it as it is");
    }

    [Fact]
    public async Task A_list_of_many_pages_has_everybody_once()
    {
        var item = await host.ListAsync(new Listing { Stock = 1_200 });
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_200), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, _) =>
            (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201));

        // On a busy machine the table may take longer than an export waits for it.
        var list = await Eventually.GetAsync(() => ExportAsync(item), answer => answer.Status != 503);

        list["winners"]!.AsArray().Select(winner => (long)winner!["sequence"]!).ShouldBe(Enumerable.Range(1, 1_200).Select(n => (long)n));
        list["winners"]!.AsArray().ShouldAllBe(winner => winner!["hash"] != null);
        (await ExportAsync(item, "text/csv")).Text.Split("\r\n").Length.ShouldBe(1_202);
    }

    [Fact]
    public async Task Head_tells_what_the_list_would_be_held_to()
    {
        var item = await host.ListAsync();

        var head = (await host.Operator.SendAsync(HttpMethod.Head, $"/api/admin/items/{item}/winners", null)).ShouldHaveStatus(200);

        head.Text.ShouldBeEmpty();
        head.Headers["Seckill-Ledger-Head"].ShouldBe($"1 {(string)(await host.ItemAsync(item))["ledgerHash"]!}");
    }

    [Fact]
    public async Task An_unknown_item_has_no_winners() => (await ExportAsync("nobody-listed-this")).ShouldRefuseWith("item_not_found");

    private Task<Received> ExportAsync(string item, string? accept = null) =>
        host.Operator.GetAsync($"/api/admin/items/{item}/winners", accept is null ? [] : [("Accept", accept)]);
}
