using Seckill.Actors.Payments;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Actors.Reconciliation.DifferenceKind;

namespace Seckill.Actors.Tests.Reconciliation;

/// <summary>Every way in which an order can differ has its kind, and its sentence names the order; what agrees has none.</summary>
public sealed class OrderComparisonTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly Money Price = Money.Create(9_900, "CNY");
    private static readonly DateTimeOffset Now = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LongAgo = Now.AddMinutes(-10);
    private static readonly PaymentId Pay = PaymentId.Parse("pay_1");
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(60);

    private readonly OrderComparison _comparison = new(Item, Now, Settle);

    [Fact]
    public void Orders_of_every_fate_agree_with_honest_rows_and_payments()
    {
        Compare(Pending(), RowOf(Pending()), []).ShouldBeEmpty();
        Compare(Pending(), RowOf(Pending()), [PaymentOf(ProviderPaymentStatus.Failed)]).ShouldBeEmpty();
        Compare(Paid(), RowOf(Paid()), [PaymentOf(ProviderPaymentStatus.Taken), PaymentOf(ProviderPaymentStatus.Failed, "pay_0")]).ShouldBeEmpty();
        Compare(Due(), RowOf(Due()), [PaymentOf(ProviderPaymentStatus.Taken)]).ShouldBeEmpty();
        Compare(Refunded(), RowOf(Refunded()), [PaymentOf(ProviderPaymentStatus.Refunded)]).ShouldBeEmpty();
        _comparison.IsUnsettled.ShouldBeFalse();
    }

    [Fact]
    public void A_row_that_says_something_else_is_named_by_what_it_says()
    {
        var row = RowOf(Paid());
        Kinds(Paid(), null).ShouldBe([RowMissing]);
        Kinds(null, row).ShouldBe([RowNotInLedger]);
        Kinds(Paid(), row with { Status = "pending" }).ShouldBe([RowStatus]);
        Kinds(Paid(), row with { UnitPrice = long.MaxValue }).ShouldBe([RowAmount]);
        Kinds(Paid(), row with { Currency = "EUR" }).ShouldBe([RowAmount]);
        Kinds(Paid(), row with { Buyer = "mallory" }).ShouldBe([RowBuyer]);
        Kinds(Paid(), row with { Quantity = 1, UnitPrice = 2 * Price.Amount }).ShouldBe([RowQuantity]);
        Kinds(Paid(), row with { Payment = "pay_other" }).ShouldBe([RowPayment]);
    }

    [Theory]
    [InlineData(ProviderPaymentStatus.Open, PaymentNotTaken, PaymentNotTaken, RefundMissing)]
    [InlineData(ProviderPaymentStatus.Failed, PaymentNotTaken, PaymentNotTaken, RefundMissing)]
    [InlineData(ProviderPaymentStatus.Taken, null, null, RefundMissing)]
    [InlineData(ProviderPaymentStatus.Refunded, RefundNotInLedger, RefundUnsettled, null)]
    public void Money_is_where_the_ledger_says(ProviderPaymentStatus status, DifferenceKind? whenPaid, DifferenceKind? whenDue, DifferenceKind? whenRefunded)
    {
        PaymentKinds(Paid(), PaymentOf(status)).ShouldBe(Expected(whenPaid));
        PaymentKinds(Due(), PaymentOf(status)).ShouldBe(Expected(whenDue));
        PaymentKinds(Refunded(), PaymentOf(status)).ShouldBe(Expected(whenRefunded));
    }

    [Fact]
    public void Money_that_only_one_side_has_is_named()
    {
        PaymentKinds(Paid()).ShouldBe([PaymentMissing]);
        PaymentKinds(Due()).ShouldBe([PaymentMissing]);
        PaymentKinds(Refunded()).ShouldBe([RefundMissing]);
        PaymentKinds(Pending(), PaymentOf(ProviderPaymentStatus.Taken)).ShouldBe([PaymentNotInLedger]);
        PaymentKinds(Pending(), PaymentOf(ProviderPaymentStatus.Refunded)).ShouldBe([RefundNotInLedger]);
        PaymentKinds(Paid(), PaymentOf(ProviderPaymentStatus.Taken), PaymentOf(ProviderPaymentStatus.Taken, "pay_2")).ShouldBe([PaymentNotInLedger]);
        Found(_comparison, null, null, [PaymentOf(ProviderPaymentStatus.Taken)]).Single().Kind.ShouldBe(PaymentWithoutOrder);
    }

    [Fact]
    public void Another_amount_or_another_money_is_a_difference()
    {
        PaymentKinds(Paid(), PaymentOf(ProviderPaymentStatus.Taken) with { Amount = 1 }).ShouldBe([PaymentAmount]);
        PaymentKinds(Paid(), PaymentOf(ProviderPaymentStatus.Taken) with { Currency = "???" }).ShouldBe([PaymentAmount]);
        PaymentKinds(Paid(), PaymentOf(ProviderPaymentStatus.Failed) with { Amount = 1 }).ShouldBe([PaymentAmount, PaymentNotTaken]);
    }

    [Fact]
    public void Money_that_is_kept_because_it_pays_another_order_too_is_no_difference()
    {
        var order = Made(orders =>
        {
            orders.Pay(0, Pay, Price.Times(2), LongAgo);
            orders.Revoke(0, LongAgo);
        });

        PaymentKinds(order, PaymentOf(ProviderPaymentStatus.Taken)).ShouldBeEmpty();
        PaymentKinds(order).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_younger_than_the_settling_time_is_compared_later()
    {
        var young = new OrderComparison(Item, LongAgo.AddSeconds(59), Settle);
        Found(young, Paid(), RowOf(Paid()), []).ShouldBeEmpty();
        Found(young, Paid(), null, []).Single().Kind.ShouldBe(RowMissing, "rows follow at once");
        young.IsUnsettled.ShouldBeTrue();

        var report = new OrderComparison(Item, Now, Settle);
        var justNow = PaymentOf(ProviderPaymentStatus.Taken) with { ChangedAt = Now.AddSeconds(-59) };
        Found(report, Pending(), RowOf(Pending()), [justNow]).ShouldBeEmpty();
        Found(report, null, null, [justNow]).ShouldBeEmpty();
        report.IsUnsettled.ShouldBeTrue();
    }

    [Fact]
    public void An_open_payment_that_can_still_be_paid_leaves_the_order_unsettled()
    {
        PaymentKinds(Pending(), PaymentOf(ProviderPaymentStatus.Open) with { ExpiresAt = Now }).ShouldBeEmpty();

        _comparison.IsUnsettled.ShouldBeTrue();
    }

    [Fact]
    public void Without_the_provider_only_rows_are_compared()
    {
        Found(_comparison, Paid(), RowOf(Paid()), payments: null).ShouldBeEmpty();
        Found(_comparison, Paid(), null, payments: null).Single().Kind.ShouldBe(RowMissing);
    }

    [Fact]
    public void Every_kind_has_a_name_that_leads_back_to_it() => Enum.GetValues<DifferenceKind>()
        .ShouldAllBe(kind => DifferenceKinds.Find(DifferenceKinds.Of(kind)) == kind && DifferenceKinds.Of(kind).Length <= 40);

    private static DifferenceKind[] Expected(DifferenceKind? kind) => kind is { } one ? [one] : [];

    private static LedgerOrder Pending() => Made(_ => { });

    private static LedgerOrder Paid() => Made(orders => orders.Pay(0, Pay, Price.Times(2), LongAgo));

    private static LedgerOrder Due() => Made(Owe);

    private static LedgerOrder Refunded() => Made(orders =>
    {
        Owe(orders);
        orders.SettleRefund(0, Pay, LongAgo);
    });

    private static void Owe(LedgerOrders orders)
    {
        orders.End(0, OrderStatus.Expired, LongAgo);
        orders.OweRefund(0, Pay, Price.Times(2), LongAgo);
    }

    private static LedgerOrder Made(Action<LedgerOrders> change)
    {
        var orders = new LedgerOrders();
        orders.Reserve(new ItemProtocol.Reservation(1, BuyerId.Parse("alice"), 2, Key: null), Price, LongAgo.AddMinutes(5), LongAgo);
        change(orders);
        return orders[0];
    }

    private static OrderRow RowOf(LedgerOrder order) => new(
        order.Sequence, order.Buyer.Value, order.Quantity, order.UnitPrice.Amount, order.UnitPrice.Currency, OrderStatusNames.Of(order.Status),
        order.Payment?.Value, order.CreatedAt.ToUnixTimeMilliseconds(), order.PayBefore.ToUnixTimeMilliseconds(),
        order.PaidAt?.ToUnixTimeMilliseconds(), order.ClosedAt?.ToUnixTimeMilliseconds());

    private static ListedPayment PaymentOf(ProviderPaymentStatus status, string payment = "pay_1") =>
        new(1, payment, 2 * Price.Amount, Price.Currency, status, LongAgo, LongAgo.AddMinutes(5));

    private OrderDifference[] Compare(LedgerOrder? order, OrderRow? row, ListedPayment[] payments)
    {
        var found = Found(_comparison, order, row, payments);
        found.ShouldAllBe(one => one.Detail.Contains("phone-1") && one.Detail.EndsWith('.') && one.Order == "phone-1");
        return found;
    }

    private static OrderDifference[] Found(OrderComparison comparison, LedgerOrder? order, OrderRow? row, ListedPayment[]? payments)
    {
        var found = new List<OrderDifference>();
        comparison.Compare(1, order, row, payments, found);
        return [.. found];
    }

    private DifferenceKind[] Kinds(LedgerOrder? order, OrderRow? row) =>
        [.. Compare(order, row, order is null ? [] : [PaymentOf(ProviderPaymentStatus.Taken)]).Select(one => one.Kind)];

    private DifferenceKind[] PaymentKinds(LedgerOrder order, params ListedPayment[] payments) =>
        [.. Compare(order, RowOf(order), payments).Select(one => one.Kind)];
}
