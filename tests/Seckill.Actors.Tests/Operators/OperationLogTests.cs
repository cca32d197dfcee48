using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Operators;

public sealed class OperationLogTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");

    private static readonly Attribution By = new()
    {
        Actor = BuyerId.Parse("carla"),
        Trace = TraceId.Parse("4bf92f3577b34da6a3ce929d0e0e4736"),
        Node = "10.0.0.1:4053",
        Reason = "price was wrong",
    };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 11, 10, 0, 0, TimeSpan.Zero).AddTicks(12_345));
    private readonly LogLines<OperationLog> _lines = new();

    [Fact]
    public void An_accepted_operation_is_one_line_that_says_everything()
    {
        LogWith(queueMax: 10).Accepted(By, OperationNames.PauseSale, Item, detail: null, OperationNames.Changed);

        var (level, text, values) = _lines.Lines.ShouldHaveSingleItem();
        level.ShouldBe(LogLevel.Information);
        foreach (var word in (string[])["carla", "pause_sale", "phone", "changed", "4bf92f3577b34da6a3ce929d0e0e4736", "price was wrong"])
            text.ShouldContain(word);
        values["Actor"].ShouldBe("carla");
        values["TraceId"].ShouldBe(By.Trace!.Value.Value);
        values["Reason"].ShouldBe("price was wrong");
    }

    [Fact]
    public void Every_accepted_operation_has_its_line()
    {
        var log = LogWith(queueMax: 10);
        for (var i = 0; i < 5; i++) log.Accepted(By, OperationNames.PauseSale, Item, null, OperationNames.Changed);

        _lines.Lines.Count.ShouldBe(5);
        log.Attempts.Count.ShouldBe(0, "the ledger has them");
    }

    [Fact]
    public void A_flood_of_attempts_is_one_line_a_second_that_counts_the_others()
    {
        var log = LogWith(queueMax: 10_000);
        for (var i = 0; i < 1_000; i++) log.Attempted(By, OperationNames.PauseSale, Item, null, "version_conflict");
        _lines.Lines.ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Warning);

        _time.Advance(TimeSpan.FromSeconds(1));
        log.Attempted(By, OperationNames.PauseSale, Item, null, "version_conflict");

        _lines.Lines.Count.ShouldBe(2);
        _lines.Lines.Last().Values["Untold"].ShouldBe(999L);
        log.Attempts.Count.ShouldBe(1_001, "the table gets all of them");
    }

    [Fact]
    public void Attempts_beyond_the_queue_are_left_out_and_nobody_waits()
    {
        var log = LogWith(queueMax: 3);

        for (var i = 0; i < 10; i++) log.Attempted(By, OperationNames.PauseSale, Item, null, $"code-{i}");

        log.Attempts.Count.ShouldBe(3);
        log.Attempts.TryRead(out var first).ShouldBeTrue();
        first!.Outcome.ShouldBe("code-0");
    }

    [Fact]
    public void An_attempt_carries_what_is_known()
    {
        var log = LogWith(queueMax: 10);

        log.Attempted(Attribution.Unknown, OperationNames.ListItem, item: null, "stock 5", "validation_failed");

        log.Attempts.TryRead(out var attempt).ShouldBeTrue();
        attempt!.ShouldBe(attempt with
        {
            At = Moment.Floor(_time.GetUtcNow()),
            Command = "list_item",
            Item = null,
            Detail = "stock 5",
            Outcome = "validation_failed",
            By = Attribution.Unknown,
        });
        attempt.IsAccepted.ShouldBeFalse();
        _lines.Lines.ShouldHaveSingleItem().Text.ShouldContain("unknown");
    }

    [Theory]
    [InlineData("gateway-queue 1\r\nOperator carla: close_sale on phone", "gateway-queue 1??Operator carla: close_sale on phone")]
    [InlineData("gateway-queue \0\u001b[2J", "gateway-queue ??[2J")]
    public void A_detail_is_one_line_that_every_table_takes(string detail, string shown)
    {
        var log = LogWith(queueMax: 10);

        log.Accepted(By, OperationNames.SetSwitch, Item, detail, OperationNames.Changed);
        log.Done(By, OperationNames.SetSwitch, item: null, detail);
        log.Attempted(By, OperationNames.SetSwitch, item: null, detail, "validation_failed");

        _lines.Lines.Count.ShouldBe(3);
        foreach (var line in _lines.Lines) line.Text.ShouldContain($"({shown})");
        for (var left = 2; left > 0; left--)
        {
            log.Attempts.TryRead(out var attempt).ShouldBeTrue();
            attempt!.Detail.ShouldBe(shown);
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("ab")]
    public void A_long_detail_is_cut_between_two_characters(string beginning)
    {
        var log = LogWith(queueMax: 10);

        log.Attempted(By, OperationNames.SetSwitch, item: null, beginning + string.Concat(Enumerable.Repeat("😀", 500)), "validation_failed");

        log.Attempts.TryRead(out var attempt).ShouldBeTrue();
        attempt!.Detail!.Length.ShouldBeInRange(199, 200);
        attempt.Detail.EnumerateRunes().ShouldNotContain(System.Text.Rune.ReplacementChar);
    }

    private OperationLog LogWith(int queueMax) => new(Options.Create(new SeckillLimits { OperatorAttemptQueueMax = queueMax }), _time, _lines);
}
