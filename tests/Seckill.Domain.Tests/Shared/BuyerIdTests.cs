using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Shared;

public sealed class BuyerIdTests
{
    /// <summary>Test vectors of 64-bit FNV-1a as published with it: nodes of different versions must agree for ever.</summary>
    [Theory]
    [InlineData("a", 0xaf63dc4c8601ec8cUL)]
    [InlineData("foobar", 0x85944171f73967e8UL)]
    public void The_hash_is_FNV_1a(string buyer, ulong hash) => BuyerId.Parse(buyer).StableHash.ShouldBe(hash);
}
