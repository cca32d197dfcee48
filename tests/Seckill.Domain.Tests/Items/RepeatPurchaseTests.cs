using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using static Seckill.Domain.Tests.Scenarios.Sale;

namespace Seckill.Domain.Tests.Items;

/// <summary>Requests while new purchases are switched off: the item is as good as paused, and still knows its winners.</summary>
public sealed class RepeatPurchaseTests
{
    [Fact]
    public void Nobody_gets_a_unit() =>
        Given(List(10)).When(Repeat(Alice), Repeat(Bob, quantity: 2)).Then(Outcome.Paused, Outcome.Paused).AndNothingIsWritten();

    [Fact]
    public void Whoever_has_the_order_already_gets_it()
    {
        var sale = Given(List(10)).When(Reserve(Alice)).Then(Outcome.Reserved);
        var won = sale.Reply.Order;

        sale.When(Repeat(Alice)).Then(Outcome.AlreadyReserved).AndNothingIsWritten();

        sale.Reply.Order.ShouldBe(won);
    }

    [Fact]
    public void A_key_gets_its_order_and_a_new_key_gets_none() =>
        Given(List(10, limit: 5), Reserve(Alice, key: "first"))
            .When(Repeat(Alice, key: "first"), Repeat(Alice, key: "second")).Then(Outcome.AlreadyReserved, Outcome.Paused);

    [Fact]
    public void Beside_them_the_others_of_the_batch_are_decided_as_ever() =>
        Given(List(10)).When(Repeat(Alice), Reserve(Bob), Repeat(Carol)).Then(Outcome.Paused, Outcome.Reserved, Outcome.Paused)
            .ThenStock(available: 9, held: 1, sold: 0);

    [Fact]
    public void An_item_that_has_not_started_or_has_sold_out_says_paused_as_a_paused_one_does()
    {
        Given(List(10)).At(BeforeStart).When(Repeat(Alice)).Then(Outcome.Paused);
        Given(List(1), Reserve(Bob)).When(Repeat(Alice)).Then(Outcome.Paused);
    }

    [Fact]
    public void An_item_whose_sale_is_over_says_so() => Given(List(10), Close).When(Repeat(Alice)).Then(Outcome.Closed);

    [Fact]
    public void Orders_can_still_be_paid_and_given_up() =>
        Given(List(10), Reserve(Alice), Reserve(Bob)).When(Repeat(Carol), Pay(1, "pay-1"), Cancel(Bob, 2))
            .Then(Outcome.Paused, Outcome.Paid, Outcome.Cancelled).ThenStock(available: 9, held: 0, sold: 1);

    private static RepeatPurchase Repeat(BuyerId buyer, int quantity = 1, string? key = null) => new(Reserve(buyer, quantity, key));
}
