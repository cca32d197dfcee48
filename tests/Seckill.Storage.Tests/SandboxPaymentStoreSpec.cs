using Seckill.Domain.Shared;
using Seckill.Storage.Payments;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteSandboxPaymentStoreTests() : SandboxPaymentStoreSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresSandboxPaymentStoreTests(PostgresFixture postgres)
    : SandboxPaymentStoreSpec(() => PostgresHome.CreateAsync(postgres.Server));

public abstract class SandboxPaymentStoreSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
{
    private static readonly OrderId Order = OrderId.Parse("phone-1");
    private static readonly Money Price = Money.Create(9_900, "CNY");
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private SandboxPaymentStore Store => new(Stores.Tables, Time);

    private DateTimeOffset Now => Time.GetUtcNow();

    [SkippableFact]
    public async Task An_opened_payment_is_found_as_it_was_opened()
    {
        var opened = await OpenAsync();

        opened.ShouldBe(new SandboxPayment(opened.Id, Order, Price, SandboxPaymentStatus.Open, Now, Now.AddMinutes(5)));
        (await Store.FindAsync(opened.Id, None)).ShouldBe(opened);
        (await Store.FindAsync(PaymentId.Parse("pay_unknown"), None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Opening_again_gives_the_same_open_payment()
    {
        var first = await OpenAsync();
        Time.Advance(TimeSpan.FromSeconds(9));

        (await OpenAsync()).ShouldBe(first);
    }

    [SkippableFact]
    public async Task What_changes_nothing_takes_no_lock()
    {
        var open = await OpenAsync();
        var declined = await Store.OpenAsync(OrderId.Parse("phone-2"), Price, Now.AddMinutes(5), None);
        await Store.DecideAsync(declined.Id, succeeds: false, None);
        var readers = new SandboxPaymentStore(new ReadingDatabase(Stores.Tables), Time);

        (await readers.DecideAsync(PaymentId.Parse("pay_unknown"), succeeds: true, None)).ShouldBeNull();
        (await readers.DecideAsync(declined.Id, succeeds: true, None)).ShouldNotBeNull().Status.ShouldBe(SandboxPaymentStatus.Failed);
        (await readers.OpenAsync(Order, Price, Now.AddMinutes(5), None)).ShouldBe(open);
    }

    [SkippableFact]
    public async Task Many_who_open_at_once_get_one_payment()
    {
        using var other = Home.Open();
        SandboxPaymentStore[] nodes = [Store, new(other.Tables, Time)];

        var opened = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => nodes[n % 2].OpenAsync(Order, Price, Now.AddMinutes(5), None)));

        opened.Distinct().Count().ShouldBe(1);
    }

    [SkippableFact]
    public async Task An_order_whose_payment_has_succeeded_gets_no_second_one()
    {
        var paid = await OpenAsync();
        await Store.DecideAsync(paid.Id, succeeds: true, None);

        (await OpenAsync()).ShouldBe(paid with { Status = SandboxPaymentStatus.Succeeded, PaidAt = Now });
    }

    [SkippableFact]
    public async Task After_a_declined_payment_another_can_be_opened()
    {
        var declined = await OpenAsync();
        await Store.DecideAsync(declined.Id, succeeds: false, None);

        (await OpenAsync()).Id.ShouldNotBe(declined.Id);
    }

    [SkippableFact]
    public async Task The_first_decision_stands_and_owes_one_webhook()
    {
        var payment = await OpenAsync();

        var decided = await Store.DecideAsync(payment.Id, succeeds: true, None);

        decided.ShouldBe(payment with { Status = SandboxPaymentStatus.Succeeded, PaidAt = Now });
        Time.Advance(TimeSpan.FromSeconds(1));
        (await Store.DecideAsync(payment.Id, succeeds: true, None)).ShouldBe(decided);
        (await Store.DecideAsync(payment.Id, succeeds: false, None)).ShouldBe(decided);
        var delivery = (await TakeAsync()).ShouldHaveSingleItem();
        (delivery.EventType, delivery.Payment, delivery.Attempt).ShouldBe(("payment.succeeded", decided, 1));
        (await Store.DecideAsync(PaymentId.Parse("pay_unknown"), succeeds: true, None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task A_declined_payment_owes_a_webhook_that_says_so()
    {
        var payment = await OpenAsync();
        await Store.DecideAsync(payment.Id, succeeds: false, None);

        (await TakeAsync()).ShouldHaveSingleItem().EventType.ShouldBe("payment.failed");
    }

    [SkippableFact]
    public async Task A_payment_takes_money_until_it_expires_and_not_a_moment_longer()
    {
        var last = await OpenAsync();
        Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        (await Store.DecideAsync(last.Id, succeeds: true, None))!.Status.ShouldBe(SandboxPaymentStatus.Succeeded);
        var late = await Store.OpenAsync(OrderId.Parse("phone-2"), Price, Now.AddMinutes(5), None);

        Time.Advance(TimeSpan.FromMinutes(5));

        (await Store.DecideAsync(late.Id, succeeds: true, None)).ShouldBe(late);
        (await TakeAsync()).ShouldHaveSingleItem().Payment.Id.ShouldBe(last.Id);
        (await Store.DecideAsync(late.Id, succeeds: false, None))!.Status.ShouldBe(SandboxPaymentStatus.Failed);
    }

    [SkippableFact]
    public async Task A_cancelled_payment_takes_no_money_and_owes_no_webhook()
    {
        var payment = await OpenAsync();

        (await Store.CancelAsync(Order, None)).ShouldBeTrue();

        (await Store.DecideAsync(payment.Id, succeeds: true, None)).ShouldBe(payment with { Status = SandboxPaymentStatus.Failed });
        (await TakeAsync()).ShouldBeEmpty();
        (await Store.CancelAsync(Order, None)).ShouldBeFalse();
        (await Store.CancelAsync(OrderId.Parse("phone-2"), None)).ShouldBeFalse("no payment was ever opened for it");
    }

    [SkippableFact]
    public async Task Money_that_was_taken_before_the_cancellation_stays_taken_and_is_reported()
    {
        var paid = await DecideAsync(Order);

        (await Store.CancelAsync(Order, None)).ShouldBeFalse();

        (await Store.FindAsync(paid.Id, None)).ShouldBe(paid);
        (await TakeAsync()).ShouldHaveSingleItem().EventType.ShouldBe("payment.succeeded");
    }

    [SkippableFact]
    public async Task Of_a_decision_and_a_cancellation_at_once_one_stands()
    {
        using var other = Home.Open();
        SandboxPaymentStore[] nodes = [Store, new(other.Tables, Time)];
        for (var n = 1; n <= 20; n++)
        {
            var order = OrderId.Parse($"phone-{n}");
            var payment = await Store.OpenAsync(order, Price, Now.AddMinutes(5), None);

            var decide = nodes[n % 2].DecideAsync(payment.Id, succeeds: true, None);
            var wasCancelled = await nodes[(n + 1) % 2].CancelAsync(order, None);
            await decide;

            var isPaid = (await Store.FindAsync(payment.Id, None))!.Status == SandboxPaymentStatus.Succeeded;
            isPaid.ShouldBe(!wasCancelled);
            (await TakeAsync()).Count.ShouldBe(isPaid ? 1 : 0);
        }
    }

    [SkippableFact]
    public async Task Of_many_orders_those_with_a_live_payment_are_found_with_the_time_of_paying()
    {
        var open = await OpenAsync();
        var paid = await DecideAsync(OrderId.Parse("phone-2"));
        var declined = await Store.OpenAsync(OrderId.Parse("phone-3"), Price, Now, None);
        await Store.DecideAsync(declined.Id, succeeds: false, None);
        var refunded = await DecideAsync(OrderId.Parse("phone-4"));
        await Store.RefundAsync(refunded.Order, refunded.Id, Price, None);
        await DecideAsync(OrderId.Parse("pad-1"));
        Time.Advance(TimeSpan.FromSeconds(1));

        var live = await Store.FindLiveAsync([.. Enumerable.Range(1, 2_000).Select(n => OrderId.Parse($"phone-{n}"))], None);

        live.OrderBy(payment => payment.Order.Sequence).ShouldBe([open, paid]);
        paid.PaidAt.ShouldBe(Now.AddSeconds(-1));
        (await Store.FindLiveAsync([], None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Closing_at_the_deadline_keeps_what_was_paid_and_lets_nothing_else_be_paid()
    {
        var open = await OpenAsync();
        var further = await Store.OpenAsync(OrderId.Parse("phone-2"), Price, Now.AddMinutes(5), None);
        var paid = await DecideAsync(OrderId.Parse("phone-3"));
        var others = await Store.OpenAsync(OrderId.Parse("pad-1"), Price, Now.AddMinutes(5), None);

        (await Store.CloseAsync([open.Order, further.Order, paid.Order, OrderId.Parse("phone-4")], None)).ShouldBe([paid]);

        foreach (var closed in (SandboxPayment[])[open, further])
            (await Store.DecideAsync(closed.Id, succeeds: true, None)).ShouldBe(closed with { Status = SandboxPaymentStatus.Failed });
        (await Store.FindAsync(others.Id, None)).ShouldBe(others);
        (await TakeAsync()).ShouldHaveSingleItem().Payment.ShouldBe(paid);
        var readers = new SandboxPaymentStore(new ReadingDatabase(Stores.Tables), Time);
        (await readers.CloseAsync([open.Order, paid.Order], None)).ShouldBe([paid], "nothing is left to close");
    }

    [SkippableFact]
    public async Task Of_a_decision_and_a_deadline_at_once_one_stands()
    {
        using var other = Home.Open();
        SandboxPaymentStore[] nodes = [Store, new(other.Tables, Time)];
        for (var n = 1; n <= 20; n++)
        {
            var payment = await Store.OpenAsync(OrderId.Parse($"phone-{n}"), Price, Now.AddMinutes(5), None);

            var decide = nodes[n % 2].DecideAsync(payment.Id, succeeds: true, None);
            var wasPaid = (await nodes[(n + 1) % 2].CloseAsync([payment.Order], None)).Count > 0;
            await decide;

            ((await Store.FindAsync(payment.Id, None))!.Status == SandboxPaymentStatus.Succeeded).ShouldBe(wasPaid);
        }
    }

    [SkippableFact]
    public async Task Money_counts_from_when_it_is_taken_and_not_from_when_the_wait_for_the_book_began()
    {
        var payment = await OpenAsync();
        var (isHeld, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var held = new DelayedWrites(Stores.Tables, isHeld, release.Task);

        var decide = new SandboxPaymentStore(held, Time).DecideAsync(payment.Id, succeeds: true, None);
        await isHeld.Task;
        Time.Advance(TimeSpan.FromMinutes(5));
        release.SetResult();

        (await decide).ShouldBe(payment, "the deadline has passed meanwhile");
    }

    [SkippableFact]
    public async Task A_book_of_the_version_before_learns_when_payments_were_made()
    {
        var old = await OpenAsync();
        await Stores.Tables.WriteAsync(session => session.ExecuteAsync("ALTER TABLE sandbox_payments DROP COLUMN paid_at_ms"), None);

        await PrepareAsync(Stores);
        await PrepareAsync(Stores);

        (await Store.FindAsync(old.Id, None)).ShouldBe(old);
        (await Store.DecideAsync(old.Id, succeeds: true, None))!.PaidAt.ShouldBe(Now);
    }

    [SkippableFact]
    public async Task Money_is_not_sent_back_for_another_order_than_its_own()
    {
        var payment = await DecideAsync(Order);

        await Should.ThrowAsync<InvalidOperationException>(Store.RefundAsync(OrderId.Parse("phone-2"), payment.Id, Price, None));

        (await Store.FindAsync(payment.Id, None)).ShouldBe(payment);
    }

    [SkippableFact]
    public async Task An_open_payment_owes_no_webhook()
    {
        await OpenAsync();

        (await TakeAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_taken_webhook_is_nobody_elses_until_its_lease_ends()
    {
        await DecideAsync(Order);
        var first = (await TakeAsync()).ShouldHaveSingleItem();
        Time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        (await TakeAsync()).ShouldBeEmpty();

        Time.Advance(TimeSpan.FromMilliseconds(1));

        var second = (await TakeAsync()).ShouldHaveSingleItem();
        (second.EventId, second.Attempt).ShouldBe((first.EventId, 2));
    }

    [SkippableFact]
    public async Task A_delivered_webhook_is_never_due_again()
    {
        await DecideAsync(Order);
        await Store.MarkDeliveredAsync((await TakeAsync())[0], None);

        Time.Advance(TimeSpan.FromDays(1));

        (await TakeAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_failed_webhook_is_due_when_its_sender_said()
    {
        await DecideAsync(Order);
        await Store.MarkFailedAsync((await TakeAsync())[0], Now.AddSeconds(10), None);
        Time.Advance(TimeSpan.FromSeconds(9));
        (await TakeAsync()).ShouldBeEmpty();

        Time.Advance(TimeSpan.FromSeconds(1));

        (await TakeAsync()).ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [SkippableFact]
    public async Task A_sender_whose_lease_has_ended_cannot_postpone_a_later_one()
    {
        await DecideAsync(Order);
        var late = (await TakeAsync())[0];
        Time.Advance(Lease);
        await TakeAsync();

        await Store.MarkFailedAsync(late, Now.AddDays(1), None);

        Time.Advance(Lease);
        (await TakeAsync()).ShouldHaveSingleItem().Attempt.ShouldBe(3);
    }

    [SkippableFact]
    public async Task A_webhook_that_arrived_stays_delivered_whoever_fails_later()
    {
        await DecideAsync(Order);
        var late = (await TakeAsync())[0];
        Time.Advance(Lease);
        var second = (await TakeAsync())[0];

        await Store.MarkDeliveredAsync(late, None);
        await Store.MarkFailedAsync(second, Now, None);

        Time.Advance(TimeSpan.FromDays(1));
        (await TakeAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Webhooks_are_taken_longest_waiting_first_and_no_more_than_asked_for()
    {
        for (var n = 1; n <= 5; n++)
        {
            await DecideAsync(OrderId.Parse($"phone-{n}"));
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var first = await Store.TakeDueDeliveriesAsync(3, Lease, None);
        var rest = await Store.TakeDueDeliveriesAsync(3, Lease, None);

        first.Select(delivery => delivery.Payment.Order.Sequence).ShouldBe([1, 2, 3], ignoreOrder: true);
        rest.Select(delivery => delivery.Payment.Order.Sequence).ShouldBe([4, 5], ignoreOrder: true);
    }

    [SkippableFact]
    public async Task Two_nodes_never_take_the_same_webhook()
    {
        for (var n = 1; n <= 60; n++) await DecideAsync(OrderId.Parse($"phone-{n}"));
        using var other = Home.Open();

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            new SandboxPaymentStore(n % 2 == 0 ? Stores.Tables : other.Tables, Time).TakeDueDeliveriesAsync(7, Lease, None)));

        var events = taken.SelectMany(deliveries => deliveries.Select(delivery => delivery.EventId)).ToList();
        events.ShouldBeUnique();
        // Whoever met a row that was just being taken went on without it; nothing is lost by that.
        events.AddRange((await Store.TakeDueDeliveriesAsync(100, Lease, None)).Select(delivery => delivery.EventId));
        events.Count.ShouldBe(60);
        events.ShouldBeUnique();
    }

    [SkippableFact]
    public async Task A_refund_is_made_once()
    {
        var payment = await DecideAsync(Order);

        await Store.RefundAsync(Order, payment.Id, Price, None);
        Time.Advance(TimeSpan.FromSeconds(1));
        await Store.RefundAsync(Order, payment.Id, Price, None);

        (await Store.FindAsync(payment.Id, None)).ShouldBe(payment with { Status = SandboxPaymentStatus.Refunded });
        var refundedAtMs = await Stores.Tables.ReadAsync(
            session => session.QueryAsync("SELECT refunded_at_ms FROM sandbox_payments", row => row.GetInt64(0)), None);
        refundedAtMs.ShouldBe([payment.CreatedAt.ToUnixTimeMilliseconds()]);
    }

    [SkippableFact]
    public async Task A_webhook_that_is_still_owed_is_delivered_after_the_refund_too()
    {
        var payment = await DecideAsync(Order);
        await Store.RefundAsync(Order, payment.Id, Price, None);

        var delivery = (await TakeAsync()).ShouldHaveSingleItem();
        await Store.MarkDeliveredAsync(delivery, None);

        Time.Advance(TimeSpan.FromDays(1));
        (await TakeAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Money_that_another_provider_took_is_noted_as_refunded()
    {
        var foreign = PaymentId.Parse("foreign-1");

        await Store.RefundAsync(Order, foreign, Price, None);

        (await Store.FindAsync(foreign, None)).ShouldBe(
            new SandboxPayment(foreign, Order, Price, SandboxPaymentStatus.Refunded, Now, Now));
        (await TakeAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_refunded_payment_cannot_be_paid_any_more()
    {
        var payment = await OpenAsync();
        await Store.RefundAsync(Order, payment.Id, Price, None);

        (await Store.DecideAsync(payment.Id, succeeds: true, None))!.Status.ShouldBe(SandboxPaymentStatus.Refunded);
        (await OpenAsync()).Id.ShouldNotBe(payment.Id);
    }

    [SkippableFact]
    public async Task A_rebuild_of_the_read_model_leaves_payments_alone()
    {
        var payment = await OpenAsync();

        await new ReadModelWriter(Stores.Tables).ClearAsync(None);

        (await Store.FindAsync(payment.Id, None)).ShouldBe(payment);
    }

    [SkippableTheory]
    [InlineData("UPDATE sandbox_payments SET amount = -1")]
    [InlineData("UPDATE sandbox_payments SET status = 'succeeded'")]
    [InlineData("UPDATE sandbox_payments SET status = 'refunded'")]
    [InlineData("UPDATE sandbox_payments SET due_at_ms = 1")]
    [InlineData("INSERT INTO sandbox_payments (payment_id, order_id, amount, currency, status, created_at_ms, expires_at_ms) "
        + "SELECT 'other', order_id, amount, currency, status, created_at_ms, expires_at_ms FROM sandbox_payments")]
    public async Task The_table_refuses_what_cannot_be_true(string impossible)
    {
        await OpenAsync();

        var attempt = Stores.Tables.WriteAsync(session => session.ExecuteAsync(impossible), None);

        await Should.ThrowAsync<System.Data.Common.DbException>(attempt);
    }

    private Task<SandboxPayment> OpenAsync() => Store.OpenAsync(Order, Price, Now.AddMinutes(5), None);

    private async Task<SandboxPayment> DecideAsync(OrderId order)
    {
        var payment = await Store.OpenAsync(order, Price, Now.AddMinutes(5), None);
        return (await Store.DecideAsync(payment.Id, succeeds: true, None))!;
    }

    private Task<IReadOnlyList<WebhookDelivery>> TakeAsync() => Store.TakeDueDeliveriesAsync(100, Lease, None);
}
