using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>The sandbox provider's page. Anybody with a payment's id, which cannot be guessed, may decide it.</summary>
internal static class SandboxEndpoints
{
    private const string Root = "/sandbox/payments";
    private const string Html = "text/html";

    public static string PageOf(PaymentId payment) => $"{Root}/{Uri.EscapeDataString(payment.Value)}";

    public static void MapSandbox(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root + "/{paymentId}", (string paymentId, SandboxDesk desk, HttpContext context) =>
                desk.ShowAsync(paymentId, context.RequestAborted))
            .Describes(Tag.Sandbox, "showPaymentPage", "Shows the page where a buyer pays or declines")
            .Answers<string>(200, "The page.", Html)
            .Refuses(ProblemKind.NotFound, ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);
        routes.MapPost(Root + "/{paymentId}/pay", (string paymentId, SandboxDesk desk, HttpContext context) =>
                desk.PayAsync(paymentId, context.RequestAborted))
            .Describes(
                Tag.Sandbox, "pay", "Pays",
                "The first decision stands. Reported to the shop by a signed webhook. Takes nothing when the order has ended.")
            .Answers(303, "Back to the page, which says what became of it.")
            .Refuses(ProblemKind.NotFound, ProblemKind.Overloaded, ProblemKind.OutcomeUnknown);
        routes.MapPost(Root + "/{paymentId}/decline", (string paymentId, SandboxDesk desk, HttpContext context) =>
                desk.DeclineAsync(paymentId, context.RequestAborted))
            .Describes(Tag.Sandbox, "decline", "Declines", "The first decision stands. Reported to the shop by a signed webhook.")
            .Answers(303, "Back to the page.")
            .Refuses(ProblemKind.NotFound, ProblemKind.OutcomeUnknown);
    }
}
