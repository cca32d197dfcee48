using Seckill.Domain.Shared;

namespace Seckill.Domain.Tests.Shared;

public sealed class MoneyTests
{
    [Theory]
    [InlineData(0, "CNY")]
    [InlineData(1, "EUR")]
    [InlineData(long.MaxValue, "XXX")]
    public void Money_is_an_amount_and_a_currency(long amount, string currency)
    {
        Money.TryCreate(amount, currency, out var money).ShouldBeTrue();
        (money.Amount, money.Currency).ShouldBe((amount, currency));
        money.ShouldBe(Money.Create(amount, currency));
        money.ToString().ShouldBe($"{amount} {currency}");
    }

    [Theory]
    [InlineData(-1, "CNY")]
    [InlineData(long.MinValue, "CNY")]
    [InlineData(1, null)]
    [InlineData(1, "")]
    [InlineData(1, "CN")]
    [InlineData(1, "CNYY")]
    [InlineData(1, "cny")]
    [InlineData(1, "C1Y")]
    [InlineData(1, "CN ")]
    [InlineData(1, "CN\0")]
    [InlineData(1, "ÄÖÜ")]
    [InlineData(1, "ＣＮＹ")]
    public void Anything_else_is_refused(long amount, string? currency)
    {
        Money.TryCreate(amount, currency, out var money).ShouldBeFalse();
        money.ShouldBe(default);
        Should.Throw<ArgumentException>(() => Money.Create(amount, currency!));
    }

    [Fact]
    public void The_default_value_has_no_currency()
    {
        Should.Throw<InvalidOperationException>(() => default(Money).Currency);
        default(Money).ToString().ShouldBe("");
        default(Money).ShouldNotBe(Money.Create(0, "CNY"));
    }

    [Fact]
    public void The_same_amount_of_another_currency_is_different_money() => Money.Create(1, "CNY").ShouldNotBe(Money.Create(1, "JPY"));

    [Fact]
    public void A_price_times_a_quantity_is_exact_up_to_the_limits_of_the_contract() =>
        Money.Create(1_000_000_000_000, "CNY").Times(Quantity.UnitsMax).ShouldBe(Money.Create(100_000_000_000_000, "CNY"));

    [Fact]
    public void A_product_that_does_not_fit_is_an_error_and_not_a_wrong_number() =>
        Should.Throw<OverflowException>(() => Money.Create(long.MaxValue, "CNY").Times(2));
}
