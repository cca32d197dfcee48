using System.Data.Common;
using System.Security.Cryptography;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Payments;

/// <summary>
/// The sandbox provider's book of payments, of the webhooks that it owes the shop, and of refunds. Every call is one transaction;
/// any number of nodes may share it.
/// </summary>
public sealed class SandboxPaymentStore
{
    private const string PaymentColumns = "payment_id, order_id, amount, currency, status, created_at_ms, expires_at_ms, paid_at_ms";

    private const string InsertOpen = """
        INSERT INTO sandbox_payments (payment_id, order_id, amount, currency, status, created_at_ms, expires_at_ms)
        VALUES (@payment, @order, @amount, @currency, 'open', @nowMs, @expiresAtMs) ON CONFLICT DO NOTHING
        """;

    private const string SelectLive = $"""
        SELECT {PaymentColumns} FROM sandbox_payments WHERE order_id = @order AND status IN ('open', 'succeeded')
        """;

    private const string SelectById = $"SELECT {PaymentColumns} FROM sandbox_payments WHERE payment_id = @payment";

    private const string UpdateDecided = """
        UPDATE sandbox_payments SET status = @status, event_id = @eventId, event_type = @eventType, due_at_ms = @nowMs,
            paid_at_ms = @paidAtMs, changed_at_ms = @nowMs
        WHERE payment_id = @payment AND status = 'open' AND (@status = 'failed' OR expires_at_ms > @nowMs)
        """;

    /// <summary>The shop knows, so no webhook is owed; but each event needs a name of its own.</summary>
    private static string UpdateClosed(Dialect words) => $"""
        UPDATE sandbox_payments
        SET status = 'failed', event_id = 'evt_' || payment_id, event_type = 'payment.failed', due_at_ms = NULL, delivered_at_ms = @nowMs,
            changed_at_ms = @nowMs
        WHERE order_id {words.Among("@orders")} AND status = 'open'
        """;

    private const string UpdateDelivered = """
        UPDATE sandbox_payments SET delivered_at_ms = @nowMs, due_at_ms = NULL WHERE event_id = @eventId AND delivered_at_ms IS NULL
        """;

    private const string UpdateFailed = """
        UPDATE sandbox_payments SET due_at_ms = @dueAtMs WHERE event_id = @eventId AND attempts = @attempt AND delivered_at_ms IS NULL
        """;

    private const string UpsertRefunded = """
        INSERT INTO sandbox_payments (payment_id, order_id, amount, currency, status, created_at_ms, expires_at_ms, refunded_at_ms)
        VALUES (@payment, @order, @amount, @currency, 'refunded', @nowMs, @nowMs, @nowMs)
        ON CONFLICT (payment_id) DO UPDATE
        SET status = 'refunded', refunded_at_ms = coalesce(sandbox_payments.refunded_at_ms, excluded.refunded_at_ms)
        WHERE sandbox_payments.order_id = excluded.order_id
        """;

    private readonly IDatabase _database;
    private readonly TimeProvider _time;

    internal SandboxPaymentStore(IDatabase database, TimeProvider time) => (_database, _time) = (database, time);

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Opens a payment for an order, or returns the order's payment that is open or has succeeded already: an order has at most one
    /// that can still take money or has taken it.
    /// </summary>
    /// <param name="order">What is paid for.</param>
    /// <param name="amount">How much.</param>
    /// <param name="expiresAt">Until when paying is in time.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<SandboxPayment> OpenAsync(OrderId order, Money amount, DateTimeOffset expiresAt, CancellationToken cancellation)
    {
        var wish = new
        {
            payment = NewId("pay_"),
            order = order.ToString(),
            amount = amount.Amount,
            currency = amount.Currency,
            nowMs = NowMs,
            expiresAtMs = expiresAt.ToUnixTimeMilliseconds(),
        };
        var opened = await _database.ReadAsync(session => session.QueryAsync(SelectLive, ReadPayment, wish), cancellation).ConfigureAwait(false);
        while (opened.Count == 0)
        {
            // None afterwards only when the payment in the way was declined between the two statements.
            opened = await _database.WriteAsync(
                async session =>
                {
                    await session.ExecuteAsync(InsertOpen, wish).ConfigureAwait(false);
                    return await session.QueryAsync(SelectLive, ReadPayment, wish).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
        }

        return opened[0];
    }

    /// <summary>A payment; null when there is none of that name.</summary>
    public async Task<SandboxPayment?> FindAsync(PaymentId payment, CancellationToken cancellation)
    {
        var found = await _database.ReadAsync(
            session => session.QueryAsync(SelectById, ReadPayment, new { payment = payment.Value }), cancellation).ConfigureAwait(false);
        return found.SingleOrDefault();
    }

    /// <summary>Of some orders the payments that are open or have succeeded; at most one for each.</summary>
    public async Task<IReadOnlyList<SandboxPayment>> FindLiveAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellation) =>
        await _database.ReadAsync(session => SelectLiveAsync(session, NamesOf(orders)), cancellation).ConfigureAwait(false);

    /// <summary>
    /// Closes the payments of orders that have ended, or whose time is up, and returns those that had succeeded by then. The answer is
    /// final: a payment that is not among them takes no money any more, not even one whose buyer presses the button at this very moment.
    /// </summary>
    public async Task<IReadOnlyList<SandboxPayment>> CloseAsync(IReadOnlyCollection<OrderId> orders, CancellationToken cancellation)
    {
        var names = NamesOf(orders);
        var live = await FindLiveAsync(orders, cancellation).ConfigureAwait(false);
        if (live.Any(payment => payment.Status == SandboxPaymentStatus.Open))
        {
            live = await _database.WriteAsync(
                async session =>
                {
                    await session.ExecuteAsync(UpdateClosed(session.Dialect), new { orders = names, nowMs = NowMs }).ConfigureAwait(false);
                    return await SelectLiveAsync(session, names).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
        }

        return live;
    }

    /// <summary>
    /// Takes the money or declines, and in the same transaction notes the webhook that has to be sent. The first decision stands; a
    /// later one changes nothing. A payment that has expired takes no money: it stays as it is. Nothing is written for a payment that
    /// is unknown or decided.
    /// </summary>
    /// <returns>The payment as it stands now; null when there is none of that name.</returns>
    public async Task<SandboxPayment?> DecideAsync(PaymentId payment, bool succeeds, CancellationToken cancellation)
    {
        // Anybody may ask this, with any name: only what can be decided takes the database's lock on writers.
        var known = await FindAsync(payment, cancellation).ConfigureAwait(false);
        if (known is not { Status: SandboxPaymentStatus.Open }) return known;
        var found = await _database.WriteAsync(
            async session =>
            {
                // Read here and not before: a writer may have to wait, and money counts from when it is taken.
                var nowMs = NowMs;
                var decision = new
                {
                    payment = payment.Value,
                    status = succeeds ? "succeeded" : "failed",
                    eventId = NewId("evt_"),
                    eventType = succeeds ? "payment.succeeded" : "payment.failed",
                    nowMs,
                    paidAtMs = succeeds ? nowMs : (long?)null,
                };
                await session.ExecuteAsync(UpdateDecided, decision).ConfigureAwait(false);
                return await session.QueryAsync(SelectById, ReadPayment, decision).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        return found.SingleOrDefault();
    }

    /// <summary>
    /// Takes webhooks that are due, the longest waiting first. Nobody else gets them until the lease ends; what is neither
    /// delivered nor failed by then is due again.
    /// </summary>
    /// <param name="deliveriesMax">How many at most.</param>
    /// <param name="lease">How long one delivery may take.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<IReadOnlyList<WebhookDelivery>> TakeDueDeliveriesAsync(
        int deliveriesMax, TimeSpan lease, CancellationToken cancellation)
    {
        var nowMs = NowMs;
        return await _database.WriteAsync(
            session => session.QueryAsync(
                $"""
                WITH due AS MATERIALIZED (
                    SELECT payment_id FROM sandbox_payments WHERE due_at_ms <= @nowMs
                    ORDER BY due_at_ms LIMIT @deliveriesMax{session.Dialect.SkipLocked})
                UPDATE sandbox_payments SET due_at_ms = @leasedUntilMs, attempts = attempts + 1
                WHERE payment_id IN (SELECT payment_id FROM due)
                RETURNING {PaymentColumns}, event_id, event_type, attempts
                """,
                ReadDelivery,
                new { nowMs, deliveriesMax, leasedUntilMs = nowMs + (long)lease.TotalMilliseconds }),
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Notes that the shop has confirmed a webhook. True even if the lease had ended: it did arrive.</summary>
    public Task MarkDeliveredAsync(WebhookDelivery delivery, CancellationToken cancellation) => _database.WriteAsync(
        session => session.ExecuteAsync(UpdateDelivered, new { eventId = delivery.EventId, nowMs = NowMs }), cancellation);

    /// <summary>Notes that a webhook did not arrive, and when to try again. Changes nothing if somebody else has taken it since.</summary>
    public Task MarkFailedAsync(WebhookDelivery delivery, DateTimeOffset nextDueAt, CancellationToken cancellation) => _database.WriteAsync(
        session => session.ExecuteAsync(
            UpdateFailed,
            new { eventId = delivery.EventId, attempt = (long)delivery.Attempt, dueAtMs = nextDueAt.ToUnixTimeMilliseconds() }),
        cancellation);

    /// <summary>
    /// Sends money back. Idempotent by payment id. A payment that this provider never opened (a ledger entry of an earlier
    /// version owes it) is noted as refunded, so that no money stays owed without a trace.
    /// </summary>
    /// <exception cref="InvalidOperationException">The payment was opened for another order, which it may pay.</exception>
    public async Task RefundAsync(OrderId order, PaymentId payment, Money amount, CancellationToken cancellation)
    {
        var refund = new { payment = payment.Value, order = order.ToString(), amount = amount.Amount, currency = amount.Currency, nowMs = NowMs };
        var rows = await _database.WriteAsync(session => session.ExecuteAsync(UpsertRefunded, refund), cancellation).ConfigureAwait(false);
        if (rows == 0) throw new InvalidOperationException($"Payment {payment} was opened for another order than {order}.");
    }

    private static string[] NamesOf(IReadOnlyCollection<OrderId> orders) => [.. orders.Select(order => order.ToString())];

    private static Task<List<SandboxPayment>> SelectLiveAsync(ISession session, string[] orders) => session.QueryAsync(
        $"SELECT {PaymentColumns} FROM sandbox_payments WHERE order_id {session.Dialect.Among("@orders")} AND status IN ('open', 'succeeded')",
        ReadPayment,
        new { orders });

    /// <summary>128 random bits: whoever knows a payment's name may pay or decline it.</summary>
    private static string NewId(string prefix) => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static SandboxPayment ReadPayment(DbDataReader row) => new(
        PaymentId.Parse(row.GetString(0)), OrderId.Parse(row.GetString(1)), Money.Create(row.GetInt64(2), row.GetString(3)),
        Enum.Parse<SandboxPaymentStatus>(row.GetString(4), ignoreCase: true), Moment.FromUnixMs(row.GetInt64(5)),
        Moment.FromUnixMs(row.GetInt64(6)))
    {
        PaidAt = row.IsDBNull(7) ? null : Moment.FromUnixMs(row.GetInt64(7)),
    };

    private static WebhookDelivery ReadDelivery(DbDataReader row) =>
        new(row.GetString(8), row.GetString(9), ReadPayment(row), (int)row.GetInt64(10));
}
