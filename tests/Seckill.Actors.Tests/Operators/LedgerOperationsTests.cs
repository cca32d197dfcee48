using Seckill.Actors.Ledger;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Operators;

public sealed class LedgerOperationsTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly Attribution By = new() { Actor = BuyerId.Parse("carla"), Reason = "drill" };
    private static readonly Money Price = Money.Create(9_900, "CNY");
    private static readonly IdempotencyKey Key = IdempotencyKey.Parse("k");
    private static readonly PaymentId Payment = PaymentId.Parse("p");

    private static readonly ItemTerms Terms = new(
        "Phone", campaign: null, Price, Start, Start.AddHours(1), perBuyerLimit: 1, TimeSpan.FromMinutes(5), ticketRequired: false);

    public static TheoryData<IEvent, string, string?, string> Kinds => new()
    {
        { new ItemListed(Terms, 5) { By = By }, "list_item", "stock 5", "changed" },
        { new TermsRevised("New", Start) { By = By }, "list_item", null, "changed" },
        { new StockAdjusted(7, "drill", Key) { Operator = By.Actor }, "adjust_stock", "+7", "changed" },
        { new StockAdjusted(-7, "drill", Key) { Operator = By.Actor }, "adjust_stock", "-7", "changed" },
        { new SalePaused { By = By }, "pause_sale", null, "changed" },
        { new SaleResumed { By = By }, "resume_sale", null, "changed" },
        { new SaleClosed { By = By }, "close_sale", null, "changed" },
        { new StockReleased(ReleaseCause.Cancelled, [3]) { By = By }, "cancel_order", "phone-3", "cancelled" },
        { new OrderRevoked(3) { By = By }, "cancel_order", "phone-3", "cancelled" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_an_operator_caused_is_an_operation(IEvent change, string command, string? detail, string outcome)
    {
        var operation = Of(7, change).ShouldHaveSingleItem();

        operation.ShouldBe(new Operation("phone/0000000000000000007/00000", Start, command, Item, detail, outcome, By));
        operation.IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void The_first_listing_is_a_new_item_and_no_later_one_is()
    {
        var operations = Of(1, new ItemListed(Terms, 5), new ItemListed(Terms, 6));

        operations.Select(operation => (operation.Outcome, operation.Id[^1])).ShouldBe([("listed", '0'), ("changed", '1')]);
    }

    [Fact]
    public void A_paid_order_that_was_cancelled_ends_as_a_refund() =>
        Of(7, new OrderRevoked(3) { By = By }, new RefundFellDue(3, Payment, Price)).ShouldHaveSingleItem().Outcome.ShouldBe("refund_due");

    [Fact]
    public void What_buyers_and_deadlines_cause_is_none() => Of(
        7,
        new StockReserved(Price, Start, [new Reservation(1, BuyerId.Parse("alice"), 1, null)]),
        new PaymentConfirmed(1, Payment, Price),
        new StockReleased(ReleaseCause.Cancelled, [2]),
        new StockReleased(ReleaseCause.Expired, [3]),
        new RefundFellDue(2, Payment, Price),
        new RefundSettled(2, Payment),
        new KeyAnswered(1, Key),
        new TicketsUsed(1, [new Ticket(7, Start)]),
        new WaitingListJoined([BuyerId.Parse("bob")]),
        new WaitingListLeft(LeaveCause.Left, [BuyerId.Parse("bob")]),
        new UnitsOffered(1, 1),
        // The item's own, part of a listing.
        new StockAdjusted(-3, "new total below the adjustments", IdempotencyKey.Parse("put-total-3"))).ShouldBeEmpty();

    [Fact]
    public void Ids_sort_as_text_like_the_ledger()
    {
        var ids = new[] { 1L, 2, 10, long.MaxValue }.SelectMany(revision => Of(revision, new SalePaused(), new SaleResumed()))
            .Select(operation => operation.Id).ToList();

        ids.Order(StringComparer.Ordinal).ShouldBe(ids);
    }

    [Fact]
    public void Every_command_of_an_operator_has_a_name()
    {
        var commands = new IOperatorCommand[]
        {
            new ListItem(Terms, 5, null), new AdjustStock(5, "r", Key), new PauseSale(), new ResumeSale(), new CloseSale(), new RevokeOrder(3),
        };
        typeof(IOperatorCommand).Assembly.GetTypes().Count(type => type.IsAssignableTo(typeof(IOperatorCommand)) && type.IsClass).ShouldBe(commands.Length);

        commands.Select(OperationNames.Of).ShouldBe(["list_item", "adjust_stock", "pause_sale", "resume_sale", "close_sale", "cancel_order"]);
        commands.Select(command => OperationNames.DetailOf(Item, command)).ShouldBe(["stock 5", "+5", null, null, null, "phone-3"]);
    }

    private static List<Operation> Of(long revision, params IEvent[] events) =>
        [.. LedgerOperations.Of(new LedgerEntry(Item, revision, new BatchCommitted(Start, [.. events])))];
}
