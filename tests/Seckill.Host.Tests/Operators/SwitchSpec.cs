using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators;

/// <summary>Pause, resume, close.</summary>
[Collection(OnOperatorsHost.Name)]
public sealed class SwitchSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_paused_sale_goes_on_when_resumed()
    {
        var item = await host.ListAsync();

        ((string)(await host.Operator.SwitchAsync(item, "pause")).ShouldHaveStatus(200)["phase"]!).ShouldBe("paused");
        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("paused");

        ((string)(await host.Operator.SwitchAsync(item, "resume")).ShouldHaveStatus(200)["phase"]!).ShouldBe("open");
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("close")]
    [InlineData("resume")]
    public async Task Saying_it_again_changes_nothing(string word)
    {
        var item = await host.ListAsync();
        var first = (await host.Operator.SwitchAsync(item, word)).ShouldHaveStatus(200);

        (await host.Operator.SwitchAsync(item, word)).ShouldHaveStatus(200).ETag.ShouldBe(first.ETag);
    }

    [Fact]
    public async Task A_closed_sale_stays_closed()
    {
        var item = await host.ListAsync();
        ((string)(await host.Operator.SwitchAsync(item, "close"))["phase"]!).ShouldBe("closed");

        (await host.Operator.SwitchAsync(item, "resume")).ShouldRefuseWith("closed");
        (await host.Operator.SwitchAsync(item, "pause")).ShouldRefuseWith("closed");
        (await host.NewBuyer().BuyAsync(item)).ShouldRefuseWith("closed");
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("close")]
    public async Task Held_units_may_still_be_paid_or_given_up(string word)
    {
        var item = await host.ListAsync();
        var (payer, quitter) = (host.NewBuyer(), host.NewBuyer());
        var (paid, cancelled) = (await payer.BuyAsync(item), await quitter.BuyAsync(item));
        await host.Operator.SwitchAsync(item, word);

        await host.PayAsync(payer, paid.OrderId);
        (await quitter.CancelAsync(cancelled.OrderId)).ShouldHaveStatus(200);

        ((string)(await payer.OrderAsync(paid.OrderId))["status"]!).ShouldBe("paid");
        var status = await host.AwaitItemAsync(item, answer => (long)answer["stock"]!["available"]! == 9);
        ((long)status["stock"]!["sold"]!).ShouldBe(1);
    }

    [Fact]
    public async Task An_upcoming_item_may_be_paused_and_resumed()
    {
        var item = await host.ListAsync(Listing.Upcoming);

        ((string)(await host.Operator.SwitchAsync(item, "pause"))["phase"]!).ShouldBe("paused");
        ((string)(await host.Operator.SwitchAsync(item, "resume"))["phase"]!).ShouldBe("upcoming");
    }
}
