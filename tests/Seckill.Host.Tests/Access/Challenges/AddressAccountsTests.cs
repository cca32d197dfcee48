using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Access.Challenges;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access.Challenges;

public sealed class AddressAccountsTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(20, 17, 23)]
    [InlineData(100, 85, 115)]
    [InlineData(1_000, 800, 1_200)]
    [InlineData(50_000, 2_000, 3_200)]
    public void The_count_is_about_right_and_has_an_end(int buyers, int least, int most)
    {
        var accounts = new AddressAccounts(100, Window, _time);

        Ask(accounts, Address(1), buyers).ShouldBeInRange(least, most);
        Ask(accounts, Address(1), buyers).ShouldBeInRange(least, most, "the same ones again are no more");
        Ask(accounts, Address(2), 1).ShouldBe(1);
    }

    [Fact]
    public void Nobody_starts_afresh_by_waiting_for_the_next_window_and_after_two_everybody_does()
    {
        var accounts = new AddressAccounts(100, Window, _time);
        Ask(accounts, Address(1), 100);

        _time.Advance(Window);
        Ask(accounts, Address(1), 1).ShouldBeInRange(85, 115);
        _time.Advance(Window);
        Ask(accounts, Address(1), 1).ShouldBe(1);
        Ask(accounts, Address(1), 100);
        _time.Advance(2 * Window);
        Ask(accounts, Address(1), 1).ShouldBe(1);
    }

    [Fact]
    public void A_crowd_is_not_forgotten_for_the_sake_of_a_stream_of_new_addresses()
    {
        var accounts = new AddressAccounts(8, Window, _time);
        Ask(accounts, Address(1), 100);

        for (var i = 2; i < 10_000; i++) Ask(accounts, Address(i), 1).ShouldBe(1);

        Ask(accounts, Address(1), 1).ShouldBeInRange(85, 115);
    }

    private static int Ask(AddressAccounts accounts, ClientAddress address, int buyers)
    {
        var count = 0;
        for (var i = 0; i < buyers; i++) count = accounts.Count(address, BuyerId.Parse(string.Create(CultureInfo.InvariantCulture, $"b{i}")));
        return count;
    }

    private static ClientAddress Address(int number) => new(new IPAddress((long)number << 8));
}
