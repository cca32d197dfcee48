using Seckill.Domain.Shared;
using Seckill.Storage.Payments;
using Seckill.Storage.Tests.Testing;

namespace Seckill.Storage.Tests;

/// <content>Payments whose order has ended, or ends at this moment, and money that goes back.</content>
public abstract partial class SandboxPaymentStoreSpec
{
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
    public async Task Closing_keeps_what_was_paid_and_lets_nothing_else_be_paid()
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
    public async Task Money_is_not_sent_back_for_another_order_than_its_own()
    {
        var payment = await DecideAsync(Order);

        await Should.ThrowAsync<InvalidOperationException>(Store.RefundAsync(OrderId.Parse("phone-2"), payment.Id, Price, None));

        (await Store.FindAsync(payment.Id, None)).ShouldBe(payment);
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
}
