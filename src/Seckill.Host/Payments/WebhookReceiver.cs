using Seckill.Actors.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Orders;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Payments;

/// <summary>
/// Takes webhooks. Only a good signature is believed. Money that the provider's book does not know changes nothing; any other is
/// handed to the item of the order that it was opened for. The item alone decides the race between money and deadline, and what goes
/// back.
/// </summary>
internal sealed class WebhookReceiver(
    WebhookSignature signature, OrderLookup orders, IPaymentProvider provider, ItemGateway gateway, Denials denials,
    UnknownPayments unknownPayments, UnreadableReports unreadableReports, CallRates rates)
{
    /// <summary>Longest webhook, in bytes. Providers send whole objects along; other requests are held to far less.</summary>
    public const int BytesMax = 256 * 1_024;

    /// <summary>
    /// Longest webhook from an address that has sent too many with wrong signatures, in bytes. The provider may be behind that address
    /// too, and its usual reports are far shorter; to hash so much costs no more than to receive it.
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
        // Not ours to read, whatever its data looks like. Anything but 2xx would make the provider send it again, and give up on us.
        if (head.Value.Type is not (WebhookRequest.Succeeded or WebhookRequest.Failed)) return Results.NoContent();
        var body = RequestBody.Parse(bytes, WebhookJson.Default.WebhookRequest);
        var report = body.Refusal is null ? ReadReport(body.Value!) : new Requested<Report>(null, body.Refusal);
        if (report.Value is { } believed) return await TakeAsync(believed, context.RequestAborted);
        return head.Value.Type == WebhookRequest.Succeeded
            ? await TakeUnreadableAsync(bytes, report.Refusal!, context.RequestAborted)
            : report.Refusal!;
    }

    /// <summary>
    /// Reads the body of whoever signs. Anybody else is counted by address. Once an address has used that up, nothing of it is read
    /// unless it could be the provider's, and nothing long.
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
        // A payment that failed changes nothing: the order waits for another one, or for its deadline.
        if (!report.IsSuccess) return Results.NoContent();
        var known = await provider.FindAsync(report.Payment, cancellation);
        if (known is null) return unknownPayments.Refuse(report.Payment, report.Order);
        return await ConfirmAsync(known, report.Amount, known.Order != report.Order || known.Amount != report.Amount, cancellation);
    }

    /// <summary>
    /// Money has moved, and what the provider says of it cannot be read. If the book knows the payment, it goes back like money of a wrong
    /// amount: a refusal would only be repeated until the provider gives up, and the money be kept. If not, nothing but the count and the
    /// log can tell of it.
    /// </summary>
    private async Task<IResult> TakeUnreadableAsync(byte[] bytes, Problem refusal, CancellationToken cancellation)
    {
        var (payment, amount) = UnreadableReports.Salvage(bytes);
        unreadableReports.Note(payment, refusal);
        if (payment is not { } named || await provider.FindAsync(named, cancellation) is not { } known) return refusal;
        return await ConfirmAsync(known, amount ?? known.Amount, paysNothing: true, cancellation);
    }

    /// <summary>Hands money to the item of the order that its payment was opened for.</summary>
    private async Task<IResult> ConfirmAsync(ProviderPayment known, Money amount, bool paysNothing, CancellationToken cancellation)
    {
        if (!orders.TryLocate(known.Order.ToString(), out var order, out var unknown)) return unknown;
        var confirm = new ConfirmPayment(order.Sequence, known.Id, amount)
        {
            PaidAt = known.PaidAt,
            PaysNothing = paysNothing,
            HasRival = !known.IsLive && (await provider.FindOpenAsync(order.Item, [order.Sequence], cancellation)).Count > 0,
        };
        var reply = await denials.AskAsync(order.Item, () => gateway.SendAsync(order.Item, confirm, cancellation), cancellation);
        return reply.Outcome is Outcome.Paid or Outcome.RefundDue ? Results.NoContent() : reply.ToProblem();
    }

    private static Requested<Report> ReadReport(WebhookRequest request)
    {
        if (request.Data is not { } data) return Refuse("data", "Required.");
        if (!OrderId.TryParse(data.OrderId, out var order)) return Refuse("data.orderId", "An item id, '-', and a number from 1 on.");
        if (!PaymentId.TryParse(data.PaymentId, out var payment)) return Refuse("data.paymentId", "1 to 64 visible ASCII characters.");
        return data.Amount is { } amount && Money.TryCreate(amount, data.Currency, out var money)
            ? new Requested<Report>(new Report(request.Type == WebhookRequest.Succeeded, order, payment, money), null)
            : Refuse("data.amount", "'amount' is 0 or more minor units, and 'currency' three capital letters.");
    }

    private static Requested<Report> Refuse(string field, string error) => new(null, Problem.Invalid(field, error));
}
