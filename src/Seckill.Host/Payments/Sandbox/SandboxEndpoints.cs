using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Storage.Payments;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>The sandbox provider's page. Whoever knows a payment's name, which cannot be guessed, may decide it.</summary>
internal static class SandboxEndpoints
{
    private const string Root = "/sandbox/payments";
    private const string Html = "text/html";

    public static string PageOf(PaymentId payment) => $"{Root}/{Uri.EscapeDataString(payment.Value)}";

    public static void MapSandbox(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root + "/{paymentId}", ShowAsync)
            .Describes(Tag.Sandbox, "showPaymentPage", "Shows the page where a buyer pays or declines")
            .Answers<string>(200, "The page.", Html)
            .Refuses(ProblemKind.NotFound, ProblemKind.OutcomeUnknown);
        routes.MapPost(Root + "/{paymentId}/pay", (string paymentId, SandboxPaymentStore book, WebhookSender sender, HttpContext context) =>
                DecideAsync(paymentId, succeeds: true, book, sender, context.RequestAborted))
            .Describes(Tag.Sandbox, "pay", "Pays", "The first decision stands. Reported to the shop by a signed webhook.")
            .Answers(303, "Back to the page.")
            .Refuses(ProblemKind.NotFound, ProblemKind.OutcomeUnknown);
        routes.MapPost(Root + "/{paymentId}/decline", (string paymentId, SandboxPaymentStore book, WebhookSender sender, HttpContext context) =>
                DecideAsync(paymentId, succeeds: false, book, sender, context.RequestAborted))
            .Describes(Tag.Sandbox, "decline", "Declines", "The first decision stands. Reported to the shop by a signed webhook.")
            .Answers(303, "Back to the page.")
            .Refuses(ProblemKind.NotFound, ProblemKind.OutcomeUnknown);
    }

    private static async Task<IResult> ShowAsync(string paymentId, SandboxPaymentStore book, TimeProvider time, HttpContext context)
    {
        var payment = PaymentId.TryParse(paymentId, out var id) ? await book.FindAsync(id, context.RequestAborted) : null;
        return payment is null ? NotFound() : new SandboxPage(payment, time.GetUtcNow());
    }

    private static async Task<IResult> DecideAsync(
        string paymentId, bool succeeds, SandboxPaymentStore book, WebhookSender sender, CancellationToken cancellation)
    {
        var payment = PaymentId.TryParse(paymentId, out var id) ? await book.DecideAsync(id, succeeds, cancellation) : null;
        if (payment is null) return NotFound();
        sender.Wake();
        return new SeeOther(PageOf(payment.Id));
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
