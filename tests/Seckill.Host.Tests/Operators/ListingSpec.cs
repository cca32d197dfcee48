using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary><c>PUT /api/admin/items/{itemId}</c>: listing, changing, repeating.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class ListingSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_new_item_is_created_and_where_it_is_is_told()
    {
        var item = TestHost.NewName("item");

        var created = (await host.Operator.ListAsync(item, new Listing())).ShouldHaveStatus(201);

        created.Headers["Location"].ShouldBe($"/api/items/{item}");
        created.ETag.ShouldBe($"\"{(long)created["version"]!}\"");
        var read = await host.Nobody.GetAsync(created.Headers["Location"]);
        ShouldBeSameStatus(read, created);
    }

    [Fact]
    public async Task An_identical_repeat_changes_nothing()
    {
        var (item, listing) = (TestHost.NewName("item"), new Listing { Campaign = "c", Limit = 2, PaymentWindowSeconds = 60 });
        var created = await host.Operator.ListAsync(item, listing);

        ShouldBeSameStatus((await host.Operator.ListAsync(item, listing)).ShouldHaveStatus(200), created);
    }

    [Fact]
    public async Task A_repeat_changes_nothing_when_units_are_sold_meanwhile()
    {
        var (item, listing) = (TestHost.NewName("item"), new Listing());
        await host.Operator.ListAsync(item, listing);
        await host.NewBuyer().BuyAsync(item);

        var repeated = (await host.Operator.ListAsync(item, listing)).ShouldHaveStatus(200);

        ((long)repeated["stock"]!["held"]!).ShouldBe(1);
        ((long)repeated["stock"]!["total"]!).ShouldBe(10);
    }

    [Fact]
    public async Task The_same_instant_in_another_zone_is_an_identical_repeat()
    {
        var (item, listing) = (TestHost.NewName("item"), new Listing());
        var created = await host.Operator.ListAsync(item, listing);

        var elsewhere = listing with
        {
            StartsAt = listing.StartsAt.ToOffset(TimeSpan.FromHours(8)),
            EndsAt = listing.EndsAt.ToOffset(TimeSpan.FromHours(-3.5)),
        };

        ShouldBeSameStatus((await host.Operator.ListAsync(item, elsewhere)).ShouldHaveStatus(200), created);
    }

    [Fact]
    public async Task While_upcoming_everything_may_change()
    {
        var item = TestHost.NewName("item");
        await host.Operator.ListAsync(item, Listing.Upcoming);
        var other = new Listing
        {
            Title = "Other", Campaign = "other", Amount = 5, Currency = "USD", Stock = 3, Limit = 2, PaymentWindowSeconds = 7,
            StartsAt = DateTimeOffset.UtcNow.AddHours(3), EndsAt = DateTimeOffset.UtcNow.AddHours(4),
        };

        var changed = (await host.Operator.ListAsync(item, other)).ShouldHaveStatus(200);

        ((string)changed["title"]!).ShouldBe("Other");
        ((string)changed["campaign"]!).ShouldBe("other");
        changed["price"]!.ToJsonString().ShouldBe("""{"amount":5,"currency":"USD"}""");
        changed["stock"]!.ToJsonString().ShouldBe("""{"total":3,"available":3,"held":0,"sold":0}""");
        ((int)changed["perBuyerLimit"]!).ShouldBe(2);
        ((int)changed["paymentWindowSeconds"]!).ShouldBe(7);
        ShouldBeSameStatus(await host.ItemAsync(item), changed);
    }

    [Fact]
    public async Task After_the_start_title_and_end_may_change()
    {
        var (item, listing) = (TestHost.NewName("item"), new Listing());
        await host.Operator.ListAsync(item, listing);
        await host.NewBuyer().BuyAsync(item);

        var better = listing with { Title = "Better phone", EndsAt = listing.EndsAt.AddHours(1) };

        var changed = (await host.Operator.ListAsync(item, better)).ShouldHaveStatus(200);

        ((string)changed["title"]!).ShouldBe("Better phone");
        ((long)changed["stock"]!["held"]!).ShouldBe(1);
    }

    [Fact]
    public async Task After_the_start_nothing_else_may_change()
    {
        var (item, listing) = (TestHost.NewName("item"), new Listing());
        var created = await host.Operator.ListAsync(item, listing);
        Listing[] wishes =
        [
            listing with { Amount = 1 }, listing with { Currency = "USD" }, listing with { Stock = 11 }, listing with { Campaign = "c" },
            listing with { Limit = 2 }, listing with { PaymentWindowSeconds = 60 },
            listing with { StartsAt = listing.StartsAt.AddSeconds(-1) }, listing with { StartsAt = DateTimeOffset.UtcNow.AddHours(1) },
            listing with { Title = "New title", Amount = 1 },
        ];

        foreach (var wish in wishes) (await host.Operator.ListAsync(item, wish)).ShouldRefuseWith("item_started");

        ShouldBeSameStatus(await host.ItemAsync(item), created);
    }

    [Fact]
    public async Task An_end_in_the_past_ends_the_sale_and_a_later_one_opens_it_again()
    {
        var (item, listing) = (TestHost.NewName("item"), new Listing { StartsAt = DateTimeOffset.UtcNow.AddHours(-1) });
        await host.Operator.ListAsync(item, listing);

        var ended = listing with { EndsAt = DateTimeOffset.UtcNow.AddSeconds(-1) };
        ((string)(await host.Operator.ListAsync(item, ended))["phase"]!).ShouldBe("closed");
        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("closed");

        ((string)(await host.Operator.ListAsync(item, listing))["phase"]!).ShouldBe("open");
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task A_closed_item_may_not_change()
    {
        var (item, listing) = (TestHost.NewName("item"), Listing.Upcoming);
        await host.Operator.ListAsync(item, listing);
        await host.Operator.SwitchAsync(item, "close");

        (await host.Operator.ListAsync(item, listing with { Title = "Other" })).ShouldRefuseWith("closed");
        (await host.Operator.ListAsync(item, listing)).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task A_write_at_the_newest_version_is_made()
    {
        var (item, listing) = (TestHost.NewName("item"), Listing.Upcoming);
        var created = await host.Operator.ListAsync(item, listing);

        var changed = (await host.Operator.ListAsync(item, listing with { Stock = 11 }, ("If-Match", created.ETag))).ShouldHaveStatus(200);

        (await host.Operator.ListAsync(item, listing with { Stock = 12 }, ("If-Match", changed.ETag))).ShouldHaveStatus(200);
        (await host.Operator.ListAsync(item, listing with { Stock = 13 }, ("If-Match", "*"))).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task A_write_at_an_old_version_is_refused()
    {
        var (item, listing) = (TestHost.NewName("item"), Listing.Upcoming);
        var created = await host.Operator.ListAsync(item, listing);
        await host.Operator.ListAsync(item, listing with { Stock = 11 });

        (await host.Operator.ListAsync(item, listing with { Stock = 12 }, ("If-Match", created.ETag))).ShouldRefuseWith("version_conflict");

        ((long)(await host.ItemAsync(item))["stock"]!["total"]!).ShouldBe(11);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"4\"")]
    public async Task A_write_that_expects_an_item_creates_none(string condition)
    {
        var item = TestHost.NewName("item");

        (await host.Operator.ListAsync(item, new Listing(), ("If-Match", condition))).ShouldRefuseWith("version_conflict");

        (await host.ItemAsync(item)).ShouldRefuseWith("item_not_found");
        host.Query("ledger.db", "SELECT persistence_id FROM journal WHERE persistence_id LIKE '%' || @name", item).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("4")]
    [InlineData("\"four\"")]
    [InlineData("\"-4\"")]
    [InlineData("t4")]
    [InlineData("\"t\"")]
    [InlineData("\"T4\"")]
    [InlineData("\"t-4\"")]
    [InlineData("\"\"")]
    [InlineData("*, \"4\"")]
    [InlineData("\"4\" \"5\"")]
    [InlineData("\"4\", \"five\"")]
    [InlineData("\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\",\"14\",\"15\",\"16\",\"17\"")]
    [InlineData("\"99999999999999999999\"")]
    [InlineData("")]
    public async Task A_condition_that_cannot_be_read_is_refused(string condition)
    {
        var item = TestHost.NewName("item");

        (await host.Operator.ListAsync(item, new Listing(), ("If-Match", condition))).ShouldBlame("If-Match");

        (await host.ItemAsync(item)).ShouldRefuseWith("item_not_found");
    }

    [Fact]
    public async Task Of_many_parallel_listings_one_creates_the_item()
    {
        var (item, listing) = (TestHost.NewName("item"), new Listing());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Operator.ListAsync(item, listing)));

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 200).ShouldBe(19);
    }

    private static void ShouldBeSameStatus(Received actual, Received expected)
    {
        var (one, other) = (actual.Json.DeepClone().AsObject(), expected.Json.DeepClone().AsObject());
        one.Remove("serverTime").ShouldBeTrue();
        other.Remove("serverTime").ShouldBeTrue();
        JsonNode.DeepEquals(one, other).ShouldBeTrue($"{actual}\n{expected}");
    }
}
