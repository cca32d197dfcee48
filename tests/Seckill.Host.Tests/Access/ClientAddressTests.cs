using System.Net;
using Seckill.Host.Access;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("fe80::1%1", "fe80::2%2")]
    public void One_customer_is_one_address(string one, string other)
    {
        Of(one).ShouldBe(Of(other));
        Of(one).GetHashCode().ShouldBe(Of(other).GetHashCode());
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("0.0.0.1", "::1")]
    [InlineData("0.0.0.0", "::")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2")]
    public void Neighbours_are_not(string one, string other) => Of(one).ShouldNotBe(Of(other));

    private static ClientAddress Of(string address) => new(IPAddress.Parse(address));
}
