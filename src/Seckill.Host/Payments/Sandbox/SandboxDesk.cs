using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Hosting;
using Seckill.Storage.Payments;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>Shows payments and takes the buyers' decisions about them.</summary>
internal sealed class SandboxDesk(SandboxPaymentStore book, StoragePatience patience, WebhookSender sender, TimeProvider time)
{
    public async Task<IResult> ShowAsync(string paymentId, CancellationToken cancellation)
    {
        if (!PaymentId.TryParse(paymentId, out var id)) return NotFound();
        var payment = await patience.WithinAsync(token => book.FindAsync(id, token), cancellation);
        return payment is null ? NotFound() : new SandboxPage(payment, time.GetUtcNow());
    }

    public async Task<IResult> DecideAsync(string paymentId, bool succeeds, CancellationToken cancellation)
    {
        if (!PaymentId.TryParse(paymentId, out var id)) return NotFound();
        var payment = await patience.WithinAsync(token => book.DecideAsync(id, succeeds, token), cancellation);
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
