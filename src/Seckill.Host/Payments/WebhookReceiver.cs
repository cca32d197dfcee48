using Seckill.Actors.Gateway;
using Seckill.Domain.Shared;
using Seckill.Host.Access.Rates;
using Seckill.Host.Errors;
using Seckill.Host.Orders;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Payments;

/// <summary>
/// Receives webhooks. It trusts only a good signature. Money that the provider's book does not know changes nothing; any other is passed
/// to the item of the order that the payment was opened for. The item alone decides the race between money and deadline, and what to
/// refund.
/// </summary>
internal sealed class WebhookReceiver(
    WebhookSignature signature, OrderLookup orders, IPaymentProvider provider, ItemGateway gateway, DenialCheck denialCheck,
    UnknownPayments unknownPayments, UnreadableReports unreadableReports, CallRates rates)
{
    /// <summary>Longest webhook, in bytes. Providers include whole objects; other requests have a far lower limit.</summary>
    public const int BytesMax = 256 * 1_024;

    /// <summary>
    /// Longest webhook, in bytes, from an address with too many wrong signatures. The provider may be behind that address too,
    /// and its usual reports are far shorter; hashing this much costs no more than receiving it.
    /// </summary>
    private const int SuspectBytesMax = RequestBody.BytesMax;

    private sealed record Report(bool IsSuccess, OrderId Order, PaymentId Payment, Money Amount);

    public async Task<IResult> ReceiveAsync(HttpContext context)
    {
        var (bytes, refusal) = await ReadSignedAsync(context);
        if (refusal is not null) return refusal;
        var head = RequestBody.Parse(bytes, WebhookJson.Default.WebhookHead);
        if (head.Refusal is not null) return head.Refusal;
        if (string.IsNullOrEmpty(head.Value!.Type)) return Problem.Invalid("type", "Required.");
        // Does not concern us, whatever its data. Anything but 2xx would make the provider repeat it, and finally give up on us.
        if (head.Value.Type is not (WebhookRequest.Succeeded or WebhookRequest.Failed)) return Results.NoContent();
        var body = RequestBody.Parse(bytes, WebhookJson.Default.WebhookRequest);
        var report = body.Refusal is null ? ReadReport(body.Value!) : new RequestPart<Report>(null, body.Refusal);
        if (report.Value is { } believed) return await TakeAsync(believed, context.RequestAborted);
        return head.Value.Type == WebhookRequest.Succeeded
            ? await TakeUnreadableAsync(bytes, report.Refusal!, context.RequestAborted)
            : report.Refusal!;
    }

    /// <summary>
    /// Reads the body of a caller that signs. Any other caller is counted by address. Once an address has used up its share, the receiver
    /// reads only bodies that could be the provider's, and only short ones.
    /// </summary>
    private async Task<(byte[] Bytes, Problem? Refusal)> ReadSignedAsync(HttpContext context)
    {
        var (request, exhausted) = (context.Request, rates.FindExhausted(context));
        if (exhausted is not null && (request.ContentLength > SuspectBytesMax || signature.FindFault(request.Headers) is not null))
            return ([], exhausted);
        var bytesMax = exhausted is null ? BytesMax : SuspectBytesMax;
        var (bytes, unreadable) = await RequestBody.ReadBytesAsync(request, context.RequestAborted, bytesMax);
        var fault = unreadable is null ? signature.FindFault(request.Headers, bytes) : null;
        if (unreadable is null && fault is null) return (bytes, null);
        return ([], rates.RefuseStranger(context) ?? exhausted ?? unreadable ?? new Problem(ProblemKind.Unauthenticated, fault!));
    }

    private async Task<IResult> TakeAsync(Report report, CancellationToken cancellation)
    {
        // A failed payment changes nothing: the order waits for another one, or for its deadline.
        if (!report.IsSuccess) return Results.NoContent();
        var known = await provider.FindAsync(report.Payment, cancellation);
        if (known is null) return unknownPayments.Refuse(report.Payment, report.Order);
        return await ConfirmAsync(known, report.Amount, known.Order != report.Order || known.Amount != report.Amount, cancellation);
    }

    /// <summary>
    /// Money has moved, and the provider's report of it cannot be read. If the book knows the payment, the money is refunded like a wrong
    /// amount: after a refusal the provider would only repeat it until it gives up, and keep the money. If not, only the counter and
    /// the log record it.
    /// </summary>
    private async Task<IResult> TakeUnreadableAsync(byte[] bytes, Problem refusal, CancellationToken cancellation)
    {
        var (payment, amount) = UnreadableReports.Salvage(bytes);
        unreadableReports.Note(payment, refusal);
        if (payment is not { } named || await provider.FindAsync(named, cancellation) is not { } known) return refusal;
        return await ConfirmAsync(known, amount ?? known.Amount, paysNothing: true, cancellation);
    }

    /// <summary>Passes money to the item of the order that its payment was opened for.</summary>
    private async Task<IResult> ConfirmAsync(ProviderPayment known, Money amount, bool paysNothing, CancellationToken cancellation)
    {
        if (!orders.TryLocate(known.Order.ToString(), out var order, out var unknown)) return unknown;
        var confirm = new ConfirmPayment(order.Sequence, known.Id, amount)
        {
            PaidAt = known.PaidAt,
            PaysNothing = paysNothing,
            HasRival = !known.IsLive && (await provider.FindOpenAsync(order.Item, [order.Sequence], cancellation)).Count > 0,
        };
        var reply = await denialCheck.AskAsync(order.Item, () => gateway.SendAsync(order.Item, confirm, cancellation), cancellation);
        return reply.Outcome is Outcome.Paid or Outcome.RefundDue ? Results.NoContent() : reply.ToProblem();
    }

    private static RequestPart<Report> ReadReport(WebhookRequest request)
    {
        if (request.Data is not { } data) return Refuse("data", "Required.");
        if (!OrderId.TryParse(data.OrderId, out var order)) return Refuse("data.orderId", "An item id, '-', and a number from 1 on.");
        if (!PaymentId.TryParse(data.PaymentId, out var payment)) return Refuse("data.paymentId", "1 to 64 visible ASCII characters.");
        return data.Amount is { } amount && Money.TryCreate(amount, data.Currency, out var money)
            ? new RequestPart<Report>(new Report(request.Type == WebhookRequest.Succeeded, order, payment, money), null)
            : Refuse("data.amount", "'amount' is 0 or more minor units, and 'currency' three capital letters.");
    }

    private static RequestPart<Report> Refuse(string field, string error) => new(null, Problem.Invalid(field, error));
}
