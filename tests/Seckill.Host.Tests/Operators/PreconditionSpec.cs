using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary><c>If-Match</c> and <c>If-None-Match</c> on every write, and writing back what was read.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class PreconditionSpec(DevelopmentHost host)
{
    private static readonly string[] Words = ["pause", "resume", "close"];

    [Fact]
    public async Task What_is_read_may_be_written_back_after_a_top_up_and_after_a_sale()
    {
        var (item, listing) = (TestHost.NewName("item"), Listing.Upcoming with { Stock = 500 });
        await host.Operator.ListAsync(item, listing);
        await host.Operator.AdjustAsync(item, 100, "top-up");
        var read = await host.ItemAsync(item);

        var written = (await host.Operator.ListAsync(item, listing with { Stock = (long)read["stock"]!["total"]! })).ShouldHaveStatus(200);

        ((long)written["stock"]!["total"]!).ShouldBe(600);
        written.ETag.ShouldBe(read.ETag, "nothing has changed");
        (await host.Operator.ListAsync(item, listing with { Stock = 50 })).ShouldHaveStatus(200);
        ((long)(await host.ItemAsync(item))["stock"]!["total"]!).ShouldBe(50);
        (await host.Operator.AuditAsync(item)).ShouldHaveStatus(200)["balanced"]!.ToJsonString().ShouldBe("true");
    }

    [Fact]
    public async Task A_title_does_not_lose_against_sales_but_against_another_edit()
    {
        var (item, listing) = (TestHost.NewName("item"), new Listing());
        var created = await host.Operator.ListAsync(item, listing);
        var seen = ("If-Match", $"\"t{(long)created["termsVersion"]!}\"");
        await host.NewBuyer().BuyAsync(item);

        var changed = (await host.Operator.ListAsync(item, listing with { Title = "Better" }, seen)).ShouldHaveStatus(200);

        ((long)changed["termsVersion"]!).ShouldBeGreaterThan((long)created["termsVersion"]!);
        (await host.Operator.ListAsync(item, listing with { Title = "Worse" }, seen)).ShouldRefuseWith("version_conflict");
        (await host.Operator.ListAsync(item, listing with { Title = "Worse" }, ("If-Match", created.ETag))).ShouldRefuseWith("version_conflict");
    }

    [Theory]
    [InlineData("W/\"{0}\"")]
    [InlineData("\"1\", \"{0}\"")]
    [InlineData("\"{0}\",W/\"t77\"")]
    [InlineData("\"t1\"")]
    [InlineData("W/\"t1\", \"1\"")]
    [InlineData("*")]
    public async Task Any_version_that_matches_is_enough(string condition)
    {
        var item = await host.ListAsync();
        var match = ("If-Match", string.Format(null, condition, (long)(await host.ItemAsync(item))["version"]!));

        ((string)(await host.Operator.SwitchAsync(item, "pause", match)).ShouldHaveStatus(200)["phase"]!).ShouldBe("paused");
    }

    [Fact]
    public async Task Every_write_at_an_old_version_is_refused_and_changes_nothing()
    {
        var item = await host.ListAsync();
        var old = ("If-Match", (await host.ItemAsync(item)).ETag);
        var newest = await host.Operator.AdjustAsync(item, 1, "first");

        foreach (var word in Words) (await host.Operator.SwitchAsync(item, word, old)).ShouldRefuseWith("version_conflict");
        (await host.Operator.AdjustAsync(item, 1, "second", "test", old)).ShouldRefuseWith("version_conflict");
        (await host.Operator.ListAsync(item, new Listing { Title = "Other" }, old)).ShouldRefuseWith("version_conflict");

        (await host.ItemAsync(item)).ETag.ShouldBe(newest.ETag);
    }

    [Fact]
    public async Task A_repeat_of_the_write_that_ended_the_version_is_answered_like_the_first()
    {
        var item = await host.ListAsync();
        var seen = ("If-Match", (await host.ItemAsync(item)).ETag);
        var first = (await host.Operator.SwitchAsync(item, "pause", seen)).ShouldHaveStatus(200);

        (await host.Operator.SwitchAsync(item, "pause", seen)).ShouldHaveStatus(200).ETag.ShouldBe(first.ETag);
        await host.Operator.SwitchAsync(item, "resume");
        await host.Operator.SwitchAsync(item, "pause");
        (await host.Operator.SwitchAsync(item, "pause", seen)).ShouldRefuseWith("version_conflict");
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"4\"")]
    [InlineData("\"t1\"")]
    public async Task A_write_that_expects_an_unknown_item_is_a_conflict(string condition)
    {
        var (item, match) = (TestHost.NewName("item"), ("If-Match", condition));

        foreach (var word in Words) (await host.Operator.SwitchAsync(item, word, match)).ShouldRefuseWith("version_conflict");
        (await host.Operator.AdjustAsync(item, 1, "key", "test", match)).ShouldRefuseWith("version_conflict");
        (await host.Operator.ListAsync(item, new Listing(), match)).ShouldRefuseWith("version_conflict");
    }

    [Fact]
    public async Task A_write_that_expects_no_item_creates_one_and_overwrites_none()
    {
        var (item, listing, absent) = (TestHost.NewName("item"), new Listing(), ("If-None-Match", "*"));

        (await host.Operator.ListAsync(item, listing, absent)).ShouldHaveStatus(201);

        (await host.Operator.ListAsync(item, listing, absent)).ShouldRefuseWith("version_conflict");
        foreach (var word in Words) (await host.Operator.SwitchAsync(item, word, absent)).ShouldRefuseWith("version_conflict");
        (await host.Operator.ListAsync(item, listing, ("If-None-Match", "\"4\""))).ShouldBlame("If-None-Match");
        (await host.Operator.ListAsync(item, listing, absent, ("If-Match", "*"))).ShouldBlame("If-None-Match");
    }

    [Fact]
    public async Task A_condition_that_cannot_be_read_makes_no_switch()
    {
        var item = await host.ListAsync();

        foreach (var word in Words) (await host.Operator.SwitchAsync(item, word, ("If-Match", "4"))).ShouldBlame("If-Match");
        (await host.Operator.AdjustAsync(item, 1, "key", "test", ("If-Match", "4"))).ShouldBlame("If-Match");

        ((string)(await host.ItemAsync(item))["phase"]!).ShouldBe("open");
    }

    [Fact]
    public async Task The_same_stock_key_of_two_operators_is_two_changes()
    {
        var item = await host.ListAsync();
        var other = host.PartyOf(TestHost.NewName("operator"), "operator");
        await host.Operator.AdjustAsync(item, 5, "monday");

        ((long)(await other.AdjustAsync(item, 7, "monday")).ShouldHaveStatus(200)["stock"]!["total"]!).ShouldBe(22);

        ((long)(await host.Operator.AdjustAsync(item, 5, "monday")).ShouldHaveStatus(200)["stock"]!["total"]!).ShouldBe(22);
        ((long)(await other.AdjustAsync(item, 7, "monday")).ShouldHaveStatus(200)["stock"]!["total"]!).ShouldBe(22);
    }
}
