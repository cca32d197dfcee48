using Microsoft.Extensions.Options;
using Seckill.Domain.Items;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Listening;
using Seckill.Host.OpenApi;
using Seckill.Host.Orders;
using Seckill.Host.Payments.Sandbox;
using Seckill.Host.Wire;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Payments;

/// <summary>Payments, for buyers and for the provider.</summary>
internal static class PaymentEndpoints
{
    private const string WebhookExample =
        """{"type":"payment.succeeded","data":{"paymentId":"pay_1","orderId":"phone-1","amount":9900,"currency":"CNY"}}""";

    public static void MapPayments(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/orders/{orderId}/payment", OpenAsync)
            .ForCallers()
            .Describes(Tag.Shoppers, "openPayment", "Opens a payment for a pending order", "The same open payment on repeat.")
            .Answers<PaymentResource>(201, "Where to pay.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.OrderNotFound, ProblemKind.OrderState,
                ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);

        routes.MapPost("/api/payments/webhook", (HttpContext context, WebhookReceiver receiver) => receiver.ReceiveAsync(context))
            .ForSigners()
            .Describes(
                Tag.PaymentProvider, "receiveWebhook", "Takes the provider's report",
                "Standard Webhooks. Idempotent by payment id; anything but 204 means: send it again. Unknown fields and events are ignored. "
                + "Bodies of up to 256 KB are read. An address that sends too many with wrong signatures is limited; what it signs well is "
                + "taken all the same, up to 16 KB.")
            .TakesHeader(WebhookSignature.IdHeader, "Names the event.", "evt_1", isRequired: true)
            .TakesHeader(WebhookSignature.TimestampHeader, "Seconds since 1970, at most five minutes off.", "1794362400", isRequired: true)
            .TakesHeader(
                WebhookSignature.SignatureHeader,
                "`v1,` and the base64 of HMAC-SHA256 over `{id}.{timestamp}.{body}`; several are separated by spaces.",
                "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=", isRequired: true)
            .Takes<WebhookRequest>(isRequired: true, WebhookExample)
            .Answers(204, "Taken, now or earlier. Money that comes too late, for another order, or in an amount that is wrong or cannot be read will be refunded.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.OrderNotFound, ProblemKind.PaymentUnknown,
                ProblemKind.RateLimited, ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);

        if (routes.ServiceProvider.GetRequiredService<IOptions<PaymentSettings>>().Value.IsSandbox) routes.MapSandbox();
    }

    private static async Task<IResult> OpenAsync(
        string orderId, HttpContext context, OrderLookup orders, IPaymentProvider provider, PublicAddress address, TimeProvider time)
    {
        var caller = Caller.Of(context);
        var found = await orders.FindAsync(orderId, caller, context.RequestAborted);
        if (found.Value is not { } order) return found.Refusal!;
        if (order.Buyer != caller.Buyer) return Problem.OrderNotFound();
        // Between the deadline and the item's timer, treat an order as expired.
        if (order.Status == OrderStatus.Pending && time.GetUtcNow() >= order.PayBefore) order = order with { Status = OrderStatus.Expired };
        if (order.Status != OrderStatus.Pending) return new Reply(Outcome.OrderState) { Order = order }.ToProblem();

        if (!address.TryFindBase(context.Request, out var here))
            return Problem.Invalid("Host", "The Host header names no address that the page to pay at could be reached by.");

        var payment = await provider.OpenAsync(order, context.RequestAborted);
        var page = PublicAddress.Of(here, payment.PayPage).ToString();
        var resource = new PaymentResource(payment.Id.Value, page, MoneyResource.Of(payment.Amount), payment.ExpiresAt);
        return new JsonAnswer<PaymentResource>(201, resource, HostJson.Default.PaymentResource);
    }
}
