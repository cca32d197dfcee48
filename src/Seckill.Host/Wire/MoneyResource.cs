using System.ComponentModel;
using Seckill.Domain.Shared;

namespace Seckill.Host.Wire;

/// <summary>Money as the contract has it.</summary>
internal sealed record MoneyResource(
    [property: Description("Minor units: 9900 is 99.00.")] long Amount,
    [property: Description("ISO 4217 code.")] string Currency)
{
    public static MoneyResource Of(Money money) => new(money.Amount, money.Currency);
}
