using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

[Collection(OnOperatorsHost.Name)]
public sealed class StockSpec(DevelopmentHost host)
{
    private readonly string _key = TestHost.NewName("key");

    [Fact]
    public async Task Units_are_added_and_removed()
    {
        var item = await host.ListAsync();
        await host.NewBuyer().BuyAsync(item);

        var added = (await host.Operator.AdjustAsync(item, 5, _key)).ShouldHaveStatus(200);
        added["stock"]!.ToJsonString().ShouldBe("""{"total":15,"available":14,"held":1,"sold":0}""");
        added.ETag.ShouldBe($"\"{(long)added["version"]!}\"");

        var removed = (await host.Operator.AdjustAsync(item, -14, TestHost.NewName("key"))).ShouldHaveStatus(200);
        removed["stock"]!.ToJsonString().ShouldBe("""{"total":1,"available":0,"held":1,"sold":0}""");
        ((string)removed["phase"]!).ShouldBe("sold_out");
    }

    [Fact]
    public async Task Available_units_never_fall_below_zero()
    {
        var item = await host.ListAsync();
        await host.NewBuyer().BuyAsync(item);

        (await host.Operator.AdjustAsync(item, -10, _key)).ShouldRefuseWith("stock_conflict");

        ((long)(await host.ItemAsync(item))["stock"]!["available"]!).ShouldBe(9);
    }

    [Fact]
    public async Task An_item_never_offers_more_than_the_contract_allows()
    {
        var item = await host.ListAsync(new Listing { Stock = 99_999_999 });

        (await host.Operator.AdjustAsync(item, 2, _key)).ShouldRefuseWith("stock_conflict");

        (await host.Operator.AdjustAsync(item, 1, TestHost.NewName("key"))).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task A_repeat_changes_nothing()
    {
        var item = await host.ListAsync();
        await host.Operator.AdjustAsync(item, 5, _key);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Operator.AdjustAsync(item, 5, _key)));

        answers.ShouldAllBe(answer => answer.Status == 200 && (long)answer["stock"]!["total"]! == 15);
    }

    [Fact]
    public async Task The_key_of_another_change_is_refused()
    {
        var item = await host.ListAsync();
        await host.Operator.AdjustAsync(item, 5, _key);

        (await host.Operator.AdjustAsync(item, 6, _key)).ShouldRefuseWith("idempotency_key_reused");
        (await host.Operator.AdjustAsync(item, 5, _key, reason: "another")).ShouldRefuseWith("idempotency_key_reused");
    }

    [Fact]
    public async Task New_units_sell_at_once()
    {
        var item = await host.ListSoldOutAsync();
        await Eventually.GetAsync(() => host.NewBuyer().BuyAsync(item), answer => answer.Code == "sold_out");

        await host.Operator.AdjustAsync(item, 1, _key);

        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task A_closed_item_gets_no_units()
    {
        var item = await host.ListAsync();
        await host.Operator.SwitchAsync(item, "close");

        (await host.Operator.AdjustAsync(item, 1, _key)).ShouldRefuseWith("closed");
    }

    [Fact]
    public async Task A_change_without_a_key_is_refused()
    {
        var item = await host.ListAsync();

        (await SendAsync(item, """{"delta":1,"reason":"r"}""")).ShouldBlame("Idempotency-Key");

        ((long)(await host.ItemAsync(item))["stock"]!["total"]!).ShouldBe(10);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        var item = await host.ListAsync();

        (await host.Operator.AdjustAsync(item, 1, key)).ShouldBlame("Idempotency-Key");

        ((long)(await host.ItemAsync(item))["stock"]!["total"]!).ShouldBe(10);
    }

    [Theory]
    [InlineData("""{"delta":0,"reason":"r"}""", "delta")]
    [InlineData("""{"reason":"r"}""", "delta")]
    [InlineData("""{"delta":null,"reason":"r"}""", "delta")]
    [InlineData("""{"delta":100000001,"reason":"r"}""", "delta")]
    [InlineData("""{"delta":-100000001,"reason":"r"}""", "delta")]
    [InlineData("""{"delta":-9223372036854775808,"reason":"r"}""", "delta")]
    [InlineData("""{"delta":9223372036854775808,"reason":"r"}""", "delta")]
    [InlineData("""{"delta":1.0,"reason":"r"}""", "delta")]
    [InlineData("""{"delta":"1","reason":"r"}""", "delta")]
    [InlineData("""{"delta":1}""", "reason")]
    [InlineData("""{"delta":1,"reason":null}""", "reason")]
    [InlineData("""{"delta":1,"reason":""}""", "reason")]
    [InlineData("""{"delta":1,"reason":"\t"}""", "reason")]
    [InlineData("""{"delta":1,"reason":7}""", "reason")]
    [InlineData("""{"delta":1,"reason":"r","force":true}""", "force")]
    public async Task A_bad_change_is_blamed_on_its_field(string body, string field)
    {
        var item = await host.ListAsync();

        (await SendAsync(item, body, ("Idempotency-Key", _key))).ShouldBlame(field);

        ((long)(await host.ItemAsync(item))["stock"]!["total"]!).ShouldBe(10);
    }

    [Fact]
    public async Task A_reason_may_have_two_hundred_characters_and_no_more()
    {
        var item = await host.ListAsync();

        (await host.Operator.AdjustAsync(item, 1, _key, new string('r', 201))).ShouldBlame("reason");
        (await host.Operator.AdjustAsync(item, 1, _key, new string('r', 200))).ShouldHaveStatus(200);
    }

    private Task<Received> SendAsync(string item, string body, params (string Name, string Value)[] headers) =>
        host.Operator.SendTextAsync(HttpMethod.Post, $"/api/admin/items/{item}/stock", body, headers);
}
