using Seckill.Storage.Journal;

namespace Seckill.Storage.Tests;

/// <summary>A reader of a ledger keeps few bytes, whatever its entries are like, and does not ask for each entry of a quiet item.</summary>
public sealed class LedgerPageTests
{
    [Fact]
    public void Small_entries_come_in_pages_that_double_up_to_the_most()
    {
        Limits(bytesPerEntry: 100).Take(7).ShouldBe([20, 40, 80, 160, 320, 500, 500]);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(LedgerPage.Size)]
    public void Large_entries_come_in_pages_of_bounded_size(int bytesPerEntry) =>
        Limits(bytesPerEntry).Skip(10).Take(3).ShouldAllBe(limit => limit * bytesPerEntry <= LedgerPage.Size && (limit + 1) * bytesPerEntry > LedgerPage.Size);

    [Theory]
    [InlineData(LedgerPage.Size + 1)]
    [InlineData(int.MaxValue)]
    public void The_largest_come_one_by_one(int bytesPerEntry) => Limits(bytesPerEntry).Skip(1).First().ShouldBe(1);

    private static IEnumerable<int> Limits(int bytesPerEntry)
    {
        for (var limit = LedgerPage.FirstLimit; ; limit = LedgerPage.NextLimit(limit, (long)limit * bytesPerEntry)) yield return limit;
    }
}
