using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Shared;

public sealed class OrderIdTests
{
    [Theory]
    [InlineData("phone-1", "phone", 1)]
    [InlineData("phone-13-7", "phone-13", 7)]
    [InlineData("13-7", "13", 7)]
    [InlineData("1-2-3-4", "1-2-3", 4)]
    [InlineData("phone--1", "phone-", 1)]
    [InlineData("phone-10", "phone", 10)]
    [InlineData("phone-9223372036854775807", "phone", long.MaxValue)]
    public void A_canonical_id_is_read_and_written_back_the_same(string text, string item, long sequence)
    {
        OrderId.TryParse(text, out var id).ShouldBeTrue();
        id.ShouldBe(new OrderId(ItemId.Parse(item), sequence));
        id.Item.Value.ShouldBe(item);
        id.Sequence.ShouldBe(sequence);
        id.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-1")]
    [InlineData("phone")]
    [InlineData("phone-")]
    [InlineData("phone-0")]
    [InlineData("phone-01")]
    [InlineData("phone-+1")]
    [InlineData("phone-1 ")]
    [InlineData("phone- 1")]
    [InlineData("phone-1\0")]
    [InlineData("phone-1\n")]
    [InlineData("phone-1,000")]
    [InlineData("phone-1.0")]
    [InlineData("phone-1e3")]
    [InlineData("phone-0x1")]
    [InlineData("phone-\u0661")]
    [InlineData("phone-9223372036854775808")]
    [InlineData("phone-99999999999999999999999999")]
    [InlineData("PHONE-1")]
    [InlineData("--1")]
    [InlineData("\u00e9-1")]
    public void Anything_else_is_not_an_id(string? text)
    {
        OrderId.TryParse(text, out var id).ShouldBeFalse();
        id.ShouldBe(default);
        Should.Throw<FormatException>(() => OrderId.Parse(text!));
    }

    [Fact]
    public void The_item_part_may_be_as_long_as_an_item_id_and_no_longer()
    {
        OrderId.TryParse(new string('a', 64) + "-1", out _).ShouldBeTrue();
        OrderId.TryParse(new string('a', 65) + "-1", out _).ShouldBeFalse();
    }

    [Fact]
    public void An_id_cannot_be_made_without_an_item_or_with_a_sequence_below_one()
    {
        Should.Throw<InvalidOperationException>(() => new OrderId(default, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new OrderId(ItemId.Parse("phone"), 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new OrderId(ItemId.Parse("phone"), -1));
    }

    [Fact]
    public void The_default_value_prints_as_nothing() => default(OrderId).ToString().ShouldBe("");
}
