using Microsoft.Extensions.Options;
using Seckill.Actors.Ledger;
using Seckill.Actors.Payments;
using Seckill.Actors.Reconciliation;
using Seckill.Domain.Shared;
using Seckill.Storage.Payments;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteReconcilerTests() : ReconcilerSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresReconcilerTests(PostgresFixture postgres) : ReconcilerSpec(() => PostgresHome.CreateAsync(postgres.Server));

/// <summary>Ledger, orders table and the provider's book agree after an honest sale, and whatever is changed by hand is found and named.</summary>
public abstract class ReconcilerSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private readonly Sale _sale = Sale.Open("phone", perBuyerLimit: 20);
    private ILedger? _ledger;
    private Func<ValueTask> _closeNode = () => ValueTask.CompletedTask;

    private SandboxPaymentStore Book => new(Stores.Tables, Time);

    public override async Task DisposeAsync()
    {
        await _closeNode();
        await base.DisposeAsync();
    }

    [SkippableFact]
    public async Task An_honest_sale_has_no_difference()
    {
        await SellAsync();

        var audit = await CompareAsync();

        audit.Everything().ShouldBeEmpty();
        audit.IsReconciled.ShouldBeTrue();
        audit.IsSettled.ShouldBeTrue();
        audit.Payments.ShouldBe(new PaymentCheck(7, 0, null));
    }

    [SkippableTheory]
    [InlineData("DELETE FROM orders WHERE item_id = 'phone' AND sequence = 2", DifferenceKind.RowMissing, 2)]
    [InlineData("UPDATE orders SET status = 'cancelled' WHERE sequence = 1", DifferenceKind.RowStatus, 1)]
    [InlineData("UPDATE orders SET unit_price = 9223372036854775807 WHERE sequence = 1", DifferenceKind.RowAmount, 1)]
    [InlineData("UPDATE orders SET currency = 'eur' WHERE sequence = 1", DifferenceKind.RowAmount, 1)]
    [InlineData("UPDATE orders SET buyer_id = 'mallory, née Ω' WHERE sequence = 3", DifferenceKind.RowBuyer, 3)]
    [InlineData("UPDATE orders SET quantity = 9 WHERE sequence = 1", DifferenceKind.RowQuantity, 1)]
    [InlineData("UPDATE orders SET payment_id = 'pay_other' WHERE sequence = 2", DifferenceKind.RowPayment, 2)]
    [InlineData("""
        INSERT INTO orders (item_id, sequence, buyer_id, quantity, unit_price, currency, status, created_at_ms, pay_before_ms)
        VALUES ('phone', 99, 'mallory', 1, 1, 'CNY', 'pending', 1, 2)
        """, DifferenceKind.RowNotInLedger, 99)]
    [InlineData("UPDATE orders SET created_at_ms = created_at_ms - 1 WHERE sequence = 1", DifferenceKind.RowTimes, 1)]
    [InlineData("UPDATE orders SET created_at_ms = -9223372036854775807 WHERE sequence = 1", DifferenceKind.RowTimes, 1)]
    [InlineData("UPDATE orders SET pay_before_ms = 9223372036854775807 WHERE sequence = 1", DifferenceKind.RowTimes, 1)]
    [InlineData("UPDATE orders SET paid_at_ms = paid_at_ms + 1 WHERE sequence = 2", DifferenceKind.RowTimes, 2)]
    [InlineData("UPDATE orders SET closed_at_ms = closed_at_ms + 1 WHERE sequence = 5", DifferenceKind.RowTimes, 5)]
    [InlineData("UPDATE orders SET payment_id = '' WHERE sequence = 2", DifferenceKind.RowPayment, 2)]
    [InlineData("UPDATE items SET available = available - 1, sold = sold + 1", DifferenceKind.ItemStock, 0)]
    [InlineData("UPDATE items SET title = 'Cheaper'", DifferenceKind.ItemTerms, 0)]
    [InlineData("UPDATE items SET unit_price = unit_price - 1", DifferenceKind.ItemTerms, 0)]
    [InlineData("UPDATE items SET currency = 'zzz'", DifferenceKind.ItemTerms, 0)]
    [InlineData("UPDATE items SET ends_at_ms = ends_at_ms + 1", DifferenceKind.ItemTerms, 0)]
    [InlineData("UPDATE items SET is_paused = NOT is_paused", DifferenceKind.ItemTerms, 0)]
    [InlineData("UPDATE items SET chain_hash = 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff'", DifferenceKind.ItemTerms, 0)]
    [InlineData("UPDATE items SET refunds_due = refunds_due + 1", DifferenceKind.ItemTerms, 0)]
    [InlineData("DELETE FROM sandbox_payments WHERE order_id = 'phone-2'", DifferenceKind.PaymentMissing, 2)]
    [InlineData("UPDATE sandbox_payments SET amount = 1 WHERE order_id = 'phone-2'", DifferenceKind.PaymentAmount, 2)]
    [InlineData("UPDATE sandbox_payments SET status = 'failed' WHERE order_id = 'phone-2'", DifferenceKind.PaymentNotTaken, 2)]
    [InlineData("UPDATE sandbox_payments SET status = 'open' WHERE order_id = 'phone-2'", DifferenceKind.PaymentNotTaken, 2)]
    [InlineData("UPDATE sandbox_payments SET status = 'refunded', refunded_at_ms = 1 WHERE order_id = 'phone-2'", DifferenceKind.RefundNotInLedger, 2)]
    [InlineData("UPDATE sandbox_payments SET status = 'refunded', refunded_at_ms = 1 WHERE order_id = 'phone-5'", DifferenceKind.RefundUnsettled, 5)]
    [InlineData("UPDATE sandbox_payments SET status = 'succeeded', refunded_at_ms = NULL WHERE order_id = 'phone-6'", DifferenceKind.RefundMissing, 6)]
    [InlineData("UPDATE sandbox_payments SET status = 'succeeded' WHERE order_id = 'phone-4'", DifferenceKind.PaymentNotInLedger, 4)]
    [InlineData("""
        INSERT INTO sandbox_payments (payment_id, order_id, amount, currency, status, created_at_ms, expires_at_ms)
        VALUES ('pay_stray', 'phone-77', 1, 'CNY', 'open', 1, 2)
        """, DifferenceKind.PaymentWithoutOrder, 77)]
    public async Task What_somebody_changed_by_hand_is_found_and_named(string change, DifferenceKind kind, long sequence)
    {
        await SellAsync();
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync(change), None);

        var audit = await CompareAsync();

        var found = audit.Everything().ToArray();
        found.Select(one => one.Kind).ShouldContain(kind);
        found.ShouldAllBe(one => one.Sequence == sequence && one.Detail.Contains(sequence == 0 ? "phone" : $"phone-{sequence}"));
        audit.IsReconciled.ShouldBeFalse();
        audit.IsBalanced.ShouldBe(kind is >= DifferenceKind.PaymentMissing and <= DifferenceKind.RefundUnsettled);
    }

    [SkippableFact]
    public async Task A_damaged_value_is_shown_without_what_moves_a_terminal()
    {
        await SellAsync();
        await Stores.Tables.WriteAsync(
            session => session.ExecuteAsync($"UPDATE orders SET buyer_id = 'mal{(char)27}[2Jlory' WHERE sequence = 3"), None);

        var audit = await CompareAsync();

        audit.Everything().ShouldHaveSingleItem().Detail.ShouldContain("mal\\u001b[2Jlory");
    }

    [SkippableFact]
    public async Task A_ledger_with_a_gap_is_named_by_the_entry()
    {
        await SellAsync();
        await Stores.Ledger.WriteAsync(session => session.ExecuteAsync("DELETE FROM journal WHERE sequence_number = 3"), None);

        var audit = await CompareAsync();

        audit.Everything().ShouldContain(one => one.Kind == DifferenceKind.LedgerUnreadable && one.Detail.Contains("entry 3"));
        audit.IsBalanced.ShouldBeFalse();
    }

    [SkippableFact]
    public async Task A_provider_that_does_not_answer_leaves_payments_unchecked_and_never_equal()
    {
        await SellAsync();
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync("ALTER TABLE sandbox_payments RENAME TO away"), None);

        var audit = await CompareAsync();

        audit.Everything().ShouldBeEmpty();
        audit.IsBalanced.ShouldBeTrue();
        audit.IsReconciled.ShouldBeFalse();
        audit.Payments.OrdersUnchecked.ShouldBe(8);
        audit.Payments.Failure.ShouldNotBeNullOrEmpty();
    }

    [SkippableFact]
    public async Task Payments_come_by_the_numbers_of_their_orders_page_by_page()
    {
        string[] orders = ["phone-1", "phone-2", "phone-10", "phone-9", "phone-100", "phone-2-1", "phone-2-10", "phones-1"];
        foreach (var order in orders) await Book.OpenAsync(OrderId.Parse(order), Money.Create(1, "CNY"), Sale.Start.AddHours(1), None);
        var pages = new SandboxPaymentPages(Stores.Tables);

        var (found, after) = (new List<long>(), (PaymentCursor?)null);
        while (await pages.ListAsync(ItemId.Parse("phone"), after, 2, None) is { Count: > 0 } page)
        {
            found.AddRange(page.Select(payment => payment.Sequence));
            after = new PaymentCursor(page[^1].Sequence, page[^1].Payment);
        }

        found.ShouldBe([1, 2, 9, 10, 100]);
        (await pages.ListItemsAsync(None)).Select(item => item.Value).ShouldBe(["phone", "phone-2", "phones"]);
    }

    [SkippableTheory]
    [InlineData(SandboxPaymentPages.SelectAlike, "sandbox_payments_by_item")]
    [InlineData(SandboxPaymentPages.SelectLonger, "sandbox_payments_by_item")]
    [InlineData(SandboxPaymentPages.SelectItems, "sandbox_payments_by_item")]
    [InlineData(OrderRows.Select, null)]
    [InlineData(OrderRows.SelectItems, null)]
    public async Task A_page_is_read_from_an_index(string sql, string? index)
    {
        var filled = sql.Replace("@item", "'phone'").Replace("@prefix", "'phone-'").Replace("@lengthMax", "20").Replace("@length", "7")
            .Replace("@order", "'phone-1'").Replace("@payment", "'x'").Replace("@first", "7").Replace("@after", "5").Replace("@limit", "10");
        var plan = await Stores.Tables.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(Home.IsPostgres ? "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off" : "SELECT 1");
                return await session.QueryAsync(
                    $"{(Home.IsPostgres ? "EXPLAIN" : "EXPLAIN QUERY PLAN")} {filled}", row => row.GetValue(row.FieldCount - 1).ToString());
            },
            None);

        var text = string.Join('\n', plan);
        text.ShouldNotContain("Seq Scan on orders");
        text.ShouldContain(index ?? (Home.IsPostgres ? "using orders_" : "SEARCH orders USING"));
        if (index is not null) text.ShouldNotContain("Sort");
        if (!Home.IsPostgres && index is not null) text.ShouldNotContain("TEMP B-TREE");
    }

    /// <summary>Orders of every fate, each paid through the provider's own book, and older than the settling time in the end.</summary>
    private async Task SellAsync()
    {
        var tooLate = Sale.Start.AddHours(1);
        for (var order = 1; order <= 8; order++) _sale.Reserve($"buyer-{order}", quantity: 2);
        foreach (var paid in (long[])[2, 7, 8]) _sale.Pay(paid, (await TakeAsync(paid, tooLate)).Value);
        await Book.OpenAsync(new OrderId(_sale.Id, 4), Money.Create(19_800, "CNY"), tooLate, None);
        await Book.CloseAsync([new OrderId(_sale.Id, 4)], None);
        _sale.Cancel(4);
        await Book.OpenAsync(new OrderId(_sale.Id, 3), Money.Create(19_800, "CNY"), tooLate, None);
        await Book.CloseAsync([new OrderId(_sale.Id, 3)], None);
        _sale.Pass(TimeSpan.FromSeconds(60));
        var refunds = new Dictionary<long, PaymentId>();
        foreach (var late in (long[])[5, 6])
        {
            refunds[late] = await TakeAsync(late, tooLate);
            _sale.Pay(late, refunds[late].Value);
        }

        _sale.Do(new Seckill.Domain.Items.ItemProtocol.RevokeOrder(8));
        var revoked = _sale.State.FindOrder(8)!.PaymentId!.Value;
        foreach (var (order, payment) in (IEnumerable<(long, PaymentId)>)[(6, refunds[6]), (8, revoked)])
        {
            await Book.RefundAsync(new OrderId(_sale.Id, order), payment, Money.Create(19_800, "CNY"), None);
            _sale.Settle(payment.Value);
        }

        await WriteAsync();
        Time.Advance(TimeSpan.FromHours(2));
    }

    private async Task<PaymentId> TakeAsync(long order, DateTimeOffset tooLate)
    {
        var payment = await Book.OpenAsync(new OrderId(_sale.Id, order), Money.Create(19_800, "CNY"), tooLate, None);
        await Book.DecideAsync(payment.Id, succeeds: true, None);
        return payment.Id;
    }

    private async Task WriteAsync()
    {
        var node = new LedgerNode(Home.Options, Stores);
        (_ledger, _closeNode) = (node.Ledger, () => node.DisposeAsync());
        await node.WriteAsync(_sale);
        await new ReadModelWriter(Stores.Tables).WriteAsync(_sale.Ledger, None);
    }

    private Task<ItemAudit> CompareAsync() => new Reconciler(
        _ledger!, new ReadModelReader(Stores.Tables), new OrderRows(Stores.Tables), new SandboxPaymentPages(Stores.Tables),
        Options.Create(new ReconciliationLimits()), Time).CompareAsync(_sale.Id, pace: null, None);
}
