using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Board;

public sealed class RollCallTests
{
    private static readonly ItemId Unknown = ItemId.Parse("listed-before-the-crash");
    private static readonly ItemId Selling = ItemId.Parse("selling");

    private readonly FakeTimeProvider _time = new();
    private readonly RollCall _rollCall;

    public RollCallTests() => _rollCall = new RollCall(new Actors.Board.Board(_time, Options.Create(new SeckillLimits())), _time);

    [Fact]
    public void Nobody_to_hear_is_over_at_once()
    {
        _rollCall.Start([], []);

        _rollCall.IsOver.ShouldBeTrue();
    }

    [Fact]
    public void It_is_over_when_everybody_was_heard()
    {
        _rollCall.Start([Unknown], [Selling]);
        _rollCall.Missing().ShouldBe([Unknown, Selling]);

        _rollCall.Heard(Selling).ShouldBeFalse();
        _rollCall.Heard(Unknown).ShouldBeTrue();

        _rollCall.Heard(Unknown).ShouldBeFalse("it was over before");
    }

    [Fact]
    public void An_item_that_is_selling_is_not_waited_for_without_end()
    {
        _rollCall.Start([], [Selling]);

        _time.Advance(TimeSpan.FromSeconds(5.001));

        _rollCall.IsOver.ShouldBeTrue();
    }

    [Fact]
    public void An_item_that_only_the_ledger_knows_is_waited_for()
    {
        _rollCall.Start([Unknown], []);

        _time.Advance(TimeSpan.FromMinutes(1));

        _rollCall.IsOver.ShouldBeFalse();
    }
}
