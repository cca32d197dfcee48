using Seckill.Actors.Items;
using Seckill.Domain.Shared;
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
    UnknownPayments unknownPayments)
{
    /// <summary>Longest webhook, in bytes. Providers send whole objects along; other requests are held to far less.</summary>
    public const int BytesMax = 256 * 1_024;

    private sealed record Report(bool IsSuccess, OrderId Order, PaymentId Payment, Money Amount);

    public async Task<IResult> ReceiveAsync(HttpContext context)
    {
        var (bytes, tooLarge) = await RequestBody.ReadBytesAsync(context.Request, context.RequestAborted, BytesMax);
        if (tooLarge is not null) return tooLarge;
        if (signature.FindFault(context.Request.Headers, bytes) is { } fault) return new Problem(ProblemKind.Unauthenticated, fault);
        var head = RequestBody.Parse(bytes, WebhookJson.Default.WebhookHead);
        if (head.Refusal is not null) return head.Refusal;
        if (string.IsNullOrEmpty(head.Value!.Type)) return Problem.Invalid("type", "Required.");
        // Not ours to read, whatever its data looks like. Anything but 2xx would make the provider send it again, and give up on us.
        if (head.Value.Type is not (WebhookRequest.Succeeded or WebhookRequest.Failed)) return Results.NoContent();
        var body = RequestBody.Parse(bytes, WebhookJson.Default.WebhookRequest);
        if (body.Refusal is not null) return body.Refusal;
        var report = ReadReport(body.Value!);
        return report.Value is { } believed ? await TakeAsync(believed, context.RequestAborted) : report.Refusal!;
    }

    private async Task<IResult> TakeAsync(Report report, CancellationToken cancellation)
    {
        // A payment that failed changes nothing: the order waits for another one, or for its deadline.
        if (!report.IsSuccess) return Results.NoContent();
        var known = await provider.FindAsync(report.Payment, cancellation);
        if (known is null) return unknownPayments.Refuse(report.Payment, report.Order);
        if (!orders.TryLocate(known.Order.ToString(), out var order, out var unknown)) return unknown;
        var confirm = new ConfirmPayment(order.Sequence, report.Payment, report.Amount)
        {
            PaidAt = known.PaidAt,
            PaysNothing = known.Order != report.Order || known.Amount != report.Amount,
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
