using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Shared;

public sealed class TraceIdTests
{
    [Fact]
    public void Thirty_two_lower_case_hexadecimal_digits_are_a_trace_id() =>
        TraceId.Parse("4bf92f3577b34da6a3ce929d0e0e4736").Value.ShouldBe("4bf92f3577b34da6a3ce929d0e0e4736");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("4BF92F3577B34DA6A3CE929D0E0E4736")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e47360")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473g")]
    public void Anything_else_is_none(string? text)
    {
        TraceId.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => TraceId.Parse(text!));
    }

    [Fact]
    public void The_default_value_names_no_request() => Should.Throw<InvalidOperationException>(() => default(TraceId).Value);
}
