using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Storage.Payments;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>Shows payments and takes the buyers' decisions about them.</summary>
internal sealed class SandboxDesk(SandboxPaymentStore book, WebhookSender sender, TimeProvider time)
{
    public async Task<IResult> ShowAsync(string paymentId, CancellationToken cancellation)
    {
        var payment = PaymentId.TryParse(paymentId, out var id) ? await book.FindAsync(id, cancellation) : null;
        return payment is null ? NotFound() : new SandboxPage(payment, time.GetUtcNow());
    }

    public async Task<IResult> DecideAsync(string paymentId, bool succeeds, CancellationToken cancellation)
    {
        var payment = PaymentId.TryParse(paymentId, out var id) ? await book.DecideAsync(id, succeeds, cancellation) : null;
        if (payment is null) return NotFound();
        sender.Wake();
        return new SeeOther(SandboxEndpoints.PageOf(payment.Id));
    }

    private static Problem NotFound() => new(ProblemKind.NotFound, "No such payment.");

    /// <summary>303: the page is to be read again, not the decision repeated.</summary>
    private sealed class SeeOther(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = location;
            return Task.CompletedTask;
        }
    }
}
