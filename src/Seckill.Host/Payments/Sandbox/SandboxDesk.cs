using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Orders;
using Seckill.Host.Wire;
using Seckill.Storage;
using Seckill.Storage.Payments;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>
/// Shows payments and takes the buyers' decisions about them. Before it takes money it asks the shop whether the order still needs it, so
/// an order that has ended is not paid, whatever a crash has lost. An order that ends between the answer and the decision is still paid;
/// the item refunds that money.
/// </summary>
internal sealed class SandboxDesk(
    SandboxPaymentStore book, OrderLookup orders, StoragePatience patience, WebhookSender sender, TimeProvider time)
{
    public async Task<IResult> ShowAsync(string paymentId, CancellationToken cancellation)
    {
        if (await FindAsync(paymentId, cancellation) is not { } payment) return new NoPayment();
        if (payment.Status is not (SandboxPaymentStatus.Open or SandboxPaymentStatus.Failed))
            return new SandboxPage(payment, order: null, time.GetUtcNow());
        var order = await AskShopAsync(payment, cancellation);
        return order.Refusal is { } refusal && refusal.Kind != ProblemKind.OrderNotFound
            ? refusal
            : new SandboxPage(payment, order.Value, time.GetUtcNow());
    }

    public async Task<IResult> PayAsync(string paymentId, CancellationToken cancellation)
    {
        if (await FindAsync(paymentId, cancellation) is not { } payment) return new NoPayment();
        if (payment.Status != SandboxPaymentStatus.Open) return new SeeOther(payment);
        var order = await AskShopAsync(payment, cancellation);
        if (order.Refusal is { } refusal && refusal.Kind != ProblemKind.OrderNotFound) return refusal;
        if (order.Value is { Status: OrderStatus.Pending }) return await DecideAsync(payment, succeeds: true, cancellation);
        // A node that does not know the order yet must not close its payment.
        if (order.Value is not null) await patience.WithinAsync(token => book.CloseAsync([payment.Order], token), cancellation);
        return new SeeOther(payment);
    }

    public async Task<IResult> DeclineAsync(string paymentId, CancellationToken cancellation) =>
        await FindAsync(paymentId, cancellation) is { } payment ? await DecideAsync(payment, succeeds: false, cancellation) : new NoPayment();

    private async Task<SandboxPayment?> FindAsync(string paymentId, CancellationToken cancellation) =>
        PaymentId.TryParse(paymentId, out var id) ? await patience.WithinAsync(token => book.FindAsync(id, token), cancellation) : null;

    private async Task<RequestPart<Order>> AskShopAsync(SandboxPayment payment, CancellationToken cancellation) =>
        orders.TryLocate(payment.Order.ToString(), out var order, out var refusal)
            ? await orders.FindAsync(order, cancellation)
            : new RequestPart<Order>(null, refusal);

    private async Task<IResult> DecideAsync(SandboxPayment payment, bool succeeds, CancellationToken cancellation)
    {
        await patience.WithinAsync(token => book.DecideAsync(payment.Id, succeeds, token), cancellation);
        sender.Wake();
        return new SeeOther(payment);
    }

    /// <summary>404: people who follow an old or a broken link get a page that says so, programs the problem.</summary>
    private sealed class NoPayment : IResult
    {
        private static readonly Problem Problem = new(ProblemKind.NotFound, "No such payment.");

        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (!httpContext.Request.TakesHtml()) return Problem.ExecuteAsync(httpContext);
            httpContext.Features.Set(Problem);
            httpContext.Response.StatusCode = StatusCodes.Status404NotFound;
            return SandboxPage.WriteAsync(httpContext, "<p>There is no such payment.</p><p><a href=\"/orders\">Your orders</a></p>");
        }
    }

    /// <summary>303: the browser must read the page again, not repeat the decision.</summary>
    private sealed class SeeOther(SandboxPayment payment) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = SandboxEndpoints.PageOf(payment.Id);
            return Task.CompletedTask;
        }
    }
}
