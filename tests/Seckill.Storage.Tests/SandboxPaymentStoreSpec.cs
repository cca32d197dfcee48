using Seckill.Domain.Shared;
using Seckill.Storage.Payments;
using Seckill.Storage.ReadModel;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

public sealed class SqliteSandboxPaymentStoreTests() : SandboxPaymentStoreSpec(() => Task.FromResult<StoreHome>(new SqliteHome()));

[Collection(PostgresTests.Name)]
public sealed class PostgresSandboxPaymentStoreTests(PostgresFixture postgres)
    : SandboxPaymentStoreSpec(() => PostgresHome.CreateAsync(postgres.Server));

public abstract partial class SandboxPaymentStoreSpec(Func<Task<StoreHome>> createHome) : StorageSpec(createHome)
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
    public async Task A_book_of_the_version_before_learns_when_payments_were_made()
    {
        var old = await OpenAsync();
        await Stores.Tables.WriteAsync(
            session => session.ExecuteAsync(
                """
                ALTER TABLE sandbox_payments DROP COLUMN paid_at_ms;
                DROP INDEX sandbox_payments_by_item;
                ALTER TABLE sandbox_payments DROP COLUMN changed_at_ms;
                DROP TABLE schema_version
                """),
            None);

        await PrepareAsync(Stores);
        await PrepareAsync(Stores);

        (await Store.FindAsync(old.Id, None)).ShouldBe(old);
        (await Store.DecideAsync(old.Id, succeeds: true, None))!.PaidAt.ShouldBe(Now);
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
