using System.Net;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Settings.Blocks;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Settings.Blocks;

public sealed class BlockListTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 11, 10, 0, 0, TimeSpan.Zero));
    private readonly BlockList _blocks;

    public BlockListTests() => _blocks = new BlockList(_time);

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.0/24", "::192.0.2.1", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "203.0.113.9", false)]
    [InlineData("::/0", "::ffff:203.0.113.9", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("2001:db8::1", "2001:db8::1", true)]
    [InlineData("2001:db8::1", "2001:db8::2", false)]
    [InlineData("fe80::/10", "fe80::1%3", true)]
    public void An_address_is_blocked_by_each_network_that_it_lies_in(string blocked, string address, bool isBlocked)
    {
        Block(BlockKind.Address, blocked, revision: 1);
        Block(BlockKind.Address, "198.51.100.0/25", revision: 2);
        Block(BlockKind.Address, "2001:db8:aaaa::/48", revision: 3);

        _blocks.Covers(IPAddress.Parse(address)).ShouldBe(isBlocked);
    }

    [Fact]
    public void Networks_may_lie_in_each_other_and_each_ends_by_itself()
    {
        Block(BlockKind.Address, "192.0.2.0/24", revision: 1);
        Block(BlockKind.Address, "192.0.0.0/16", revision: 2);
        Block(BlockKind.Address, "192.0.3.0/24", revision: 3);

        Unblock(BlockKind.Address, "192.0.0.0/16", revision: 4);

        _blocks.Covers(IPAddress.Parse("192.0.9.1")).ShouldBeFalse();
        _blocks.Covers(IPAddress.Parse("192.0.2.1")).ShouldBeTrue();
        Unblock(BlockKind.Address, "192.0.2.0/24", revision: 5);
        _blocks.Covers(IPAddress.Parse("192.0.2.1")).ShouldBeFalse();
        _blocks.Covers(IPAddress.Parse("192.0.3.1")).ShouldBeTrue("another network of that length is still there");
    }

    [Fact]
    public void A_buyer_is_blocked_by_name()
    {
        Block(BlockKind.Buyer, "mallory", revision: 1);

        _blocks.Covers(BuyerId.Parse("mallory")).ShouldBeTrue();
        _blocks.Covers(BuyerId.Parse("Mallory")).ShouldBeFalse();
        Unblock(BlockKind.Buyer, "mallory", revision: 2);
        _blocks.Covers(BuyerId.Parse("mallory")).ShouldBeFalse();
    }

    [Fact]
    public void A_block_ends_in_the_instant_in_which_it_says()
    {
        var end = _time.GetUtcNow().AddMinutes(1);
        Block(BlockKind.Buyer, "mallory", revision: 1, end);
        Block(BlockKind.Address, "192.0.2.0/24", revision: 2, end);

        _time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        (_blocks.Covers(BuyerId.Parse("mallory")), _blocks.Covers(IPAddress.Parse("192.0.2.1")), _blocks.List().Count).ShouldBe((true, true, 2));
        _time.Advance(TimeSpan.FromTicks(1));
        (_blocks.Covers(BuyerId.Parse("mallory")), _blocks.Covers(IPAddress.Parse("192.0.2.1")), _blocks.List().Count).ShouldBe((false, false, 0));
        _blocks.Find(BlockTarget.Of(BlockKind.Buyer, "mallory")).ShouldBeNull();
    }

    [Fact]
    public void Of_two_changes_of_a_block_the_newer_counts_in_whichever_order_they_come()
    {
        Unblock(BlockKind.Buyer, "mallory", revision: 5);
        Block(BlockKind.Buyer, "mallory", revision: 4);
        _blocks.Covers(BuyerId.Parse("mallory")).ShouldBeFalse("it came late, and is over");

        Block(BlockKind.Buyer, "mallory", revision: 6);
        Unblock(BlockKind.Buyer, "mallory", revision: 5);
        _blocks.Covers(BuyerId.Parse("mallory")).ShouldBeTrue();

        _blocks.Complete(6);
        Block(BlockKind.Buyer, "mallory", revision: 6);
        _blocks.List().ShouldHaveSingleItem().Revision.ShouldBe(6);
    }

    [Fact]
    public void It_is_listed_buyers_first_each_by_name()
    {
        Block(BlockKind.Address, "::1", revision: 1);
        Block(BlockKind.Buyer, "b", revision: 2);
        Block(BlockKind.Address, "192.0.2.0/24", revision: 3);
        Block(BlockKind.Buyer, "B", revision: 4);

        _blocks.List().Select(block => block.Target.Value).ShouldBe(["B", "b", "192.0.2.0/24", "::1"]);
    }

    [Fact]
    public void It_is_no_longer_than_the_settings_are()
    {
        var end = _time.GetUtcNow().AddMinutes(1);
        for (var i = 0; i < SettingsLimits.BlocksMax; i++) Block(i % 2 == 0 ? BlockKind.Buyer : BlockKind.Address, Name(i), revision: i + 1, i < 100 ? end : null);
        _time.Advance(TimeSpan.FromMinutes(1));

        Block(BlockKind.Buyer, "mallory", revision: 10_001);

        _blocks.List().Count.ShouldBe(SettingsLimits.BlocksMax - 99);
        _blocks.Covers(BuyerId.Parse("mallory")).ShouldBeTrue();
        _blocks.Covers(IPAddress.Parse(Name(9_999))).ShouldBeTrue();

        static string Name(int i) => i % 2 == 0 ? $"b{i}" : $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}";
    }

    [Fact]
    public void An_address_of_a_version_that_writes_them_otherwise_is_left_out()
    {
        Block(BlockKind.Address, "AS64496", revision: 1);
        Unblock(BlockKind.Address, "AS64496", revision: 2);

        _blocks.List().ShouldBeEmpty();
    }

    [Fact]
    public void Asking_it_allocates_nothing()
    {
        var (buyer, address, mapped) = (BuyerId.Parse("alice"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("::ffff:192.0.2.7"));
        AllocatedBy(() => _blocks.Covers(buyer) || _blocks.Covers(address) || _blocks.Covers(mapped)).ShouldBe(0);

        for (var length = 1; length <= 128; length++) Block(BlockKind.Address, new AddressRangeText(length).Text, revision: length);
        Block(BlockKind.Address, "198.51.100.0/24", revision: 200);
        Block(BlockKind.Buyer, "mallory", revision: 201);
        AllocatedBy(() => _blocks.Covers(buyer) || _blocks.Covers(address) || _blocks.Covers(mapped)).ShouldBe(0);
    }

    private static long AllocatedBy(Func<bool> ask)
    {
        ask().ShouldBeFalse();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) ask();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Block(BlockKind kind, string value, long revision, DateTimeOffset? until = null) =>
        _blocks.Take(new Block(BlockTarget.Of(kind, value), until, Switches.Olivia, _time.GetUtcNow(), revision));

    private void Unblock(BlockKind kind, string value, long revision) => _blocks.Take(BlockTarget.Of(kind, value), revision);

    /// <summary>A network of this length that 2001:db8::1 does not lie in.</summary>
    private sealed record AddressRangeText(int Length)
    {
        public string Text => AddressRange.Of(IPAddress.Parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")).Widen(Length).ToString();
    }
}
