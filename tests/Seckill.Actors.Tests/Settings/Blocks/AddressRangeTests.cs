using System.Net;
using Seckill.Actors.Settings.Blocks;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Settings.Blocks;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.7/32", "192.0.2.7")]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:DB8:0:0::7", "2001:db8::7")]
    [InlineData("2001:db8::7/128", "2001:db8::7")]
    [InlineData("2001:0db8:0000::/32", "2001:db8::/32")]
    [InlineData("::/0", "::/0")]
    [InlineData("::1", "::1")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:c000:207", "192.0.2.7")]
    [InlineData("::FFFF:192.0.2.0/120", "192.0.2.0/24")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    public void Spellings_of_one_network_are_one(string text, string usual)
    {
        AddressRange.TryParse(text, out var range, out var fault).ShouldBeTrue(fault);

        range.ToString().ShouldBe(usual);
        AddressRange.TryParse(usual, out var same, out _).ShouldBeTrue();
        same.ShouldBe(range);
    }

    [Theory]
    [InlineData("192.0.2.7/24", "The network is 192.0.2.0/24")]
    [InlineData("2001:db8::7/64", "The network is 2001:db8::/64")]
    [InlineData("::ffff:192.0.2.7/120", "The network is 192.0.2.0/24")]
    [InlineData("::ffff:0:0/95", "at least 96")]
    [InlineData("192.0.2.0/33", "0 to 32")]
    [InlineData("2001:db8::/129", "0 to 128")]
    [InlineData("192.0.2.0/-1", "0 to 32")]
    [InlineData("192.0.2.0/+8", "0 to 32")]
    [InlineData("192.0.2.0/024", "leading zeros")]
    [InlineData("192.0.2.0/", "0 to 32")]
    [InlineData("192.0.2.0/24/8", "0 to 32")]
    [InlineData("192.0.2.0/99999999999", "0 to 32")]
    [InlineData("192.0.2", "Not an address")]
    [InlineData("3221225991", "Not an address")]
    [InlineData("0xc0.0.2.7", "Not an address")]
    [InlineData("192.0.02.7", "Not an address")]
    [InlineData("192.0.2.256", "Not an address")]
    [InlineData("192.0.2.7:80", "Not an address")]
    [InlineData("[::1]", "Not an address")]
    [InlineData("[::1]:80", "Not an address")]
    [InlineData("fe80::1%eth0", "Not an address")]
    [InlineData("2001:db8", "Not an address")]
    [InlineData("alice", "Not an address")]
    [InlineData("/24", "Not an address")]
    [InlineData("", "Not an address")]
    public void What_is_no_network_is_told_why(string text, string part)
    {
        AddressRange.TryParse(text, out _, out var fault).ShouldBeFalse();

        fault.ShouldContain(part);
    }

    [Theory]
    [InlineData("192.0.2.7", 24, "192.0.2.0/24")]
    [InlineData("192.0.2.7", 32, "192.0.2.7")]
    [InlineData("192.0.2.7", 0, "0.0.0.0/0")]
    [InlineData("255.255.255.255", 1, "128.0.0.0/1")]
    [InlineData("::ffff:192.0.2.7", 24, "192.0.2.0/24")]
    [InlineData("2001:db8::7", 64, "2001:db8::/64")]
    [InlineData("2001:db8::7", 0, "::/0")]
    [InlineData("ffff::", 1, "8000::/1")]
    public void An_address_lies_in_one_network_of_each_length(string address, int length, string network) =>
        AddressRange.Of(IPAddress.Parse(address)).Widen(length).ToString().ShouldBe(network);
}
