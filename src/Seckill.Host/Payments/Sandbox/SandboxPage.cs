using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Wire;
using Seckill.Storage.Payments;

namespace Seckill.Host.Payments.Sandbox;

/// <summary>The page on which a buyer pays or declines. No script, no foreign content, nothing unescaped.</summary>
/// <param name="payment">The payment in the provider's book.</param>
/// <param name="order">The shop's order; null when the shop does not know it, or when it no longer matters.</param>
/// <param name="now">The present time.</param>
internal sealed class SandboxPage(SandboxPayment payment, Order? order, DateTimeOffset now) : IResult
{
    private const string Style = """
        body{font:1.1rem/1.6 system-ui,sans-serif;max-width:26rem;margin:10vh auto;padding:0 1rem;color:#1a1a1a;background:#fafafa}
        h1{font-size:1.4rem}dl{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem}dd{margin:0;overflow-wrap:anywhere}
        form{display:inline}button{font:inherit;padding:.5rem 1.5rem;margin:1rem .5rem 0 0;cursor:pointer}
        button{border:1px solid #1a1a1a;border-radius:.4rem;background:#fff}
        button.pay{background:#0a6b3d;border-color:#0a6b3d;color:#fff}p.note{color:#555;font-size:.9rem}
        """;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>ISO 4217 currencies whose minor unit is not a hundredth.</summary>
    private static readonly FrozenDictionary<string, int> Decimals = new Dictionary<string, int>
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0, ["RWF"] = 0,
        ["UGX"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
    }.ToFrozenDictionary();

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, $"""
        <dl>
        <dt>Order</dt><dd>{Text(payment.Order.ToString())}</dd>
        <dt>Amount</dt><dd>{Text(Readable(payment.Amount))}</dd>
        <dt>Pay before</dt><dd>{Text(Rfc3339Converter.Format(payment.ExpiresAt))}</dd>
        <dt>Payment</dt><dd>{Text(payment.Id.Value)}</dd>
        </dl>
        {Decision()}
        <p><a href="{Text(OrderPageOf(payment.Order))}">Back to the order</a></p>
        """);

    /// <summary>Answers with a page of the provider.</summary>
    /// <param name="context">The request. Its answer has its status already.</param>
    /// <param name="content">What the page says below its heading, as HTML.</param>
    public static Task WriteAsync(HttpContext context, string content)
    {
        var response = context.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sandbox payment</title>
            <style>{Style}</style>
            </head>
            <body>
            <h1>Sandbox payment</h1>
            {content}
            <p class="note">This provider moves no money, but tells the shop by a signed webhook, as a real one would.</p>
            </body>
            </html>
            """,
            context.RequestAborted);
    }

    /// <summary>Buttons while money can still be taken; otherwise the result.</summary>
    private string Decision() => payment.Status switch
    {
        SandboxPaymentStatus.Open when order is { Status: OrderStatus.Pending } && now < payment.ExpiresAt => $"""
            <form method="post" action="{Text(SandboxEndpoints.PageOf(payment.Id))}/pay"><button class="pay">Pay</button></form>
            <form method="post" action="{Text(SandboxEndpoints.PageOf(payment.Id))}/decline"><button>Decline</button></form>
            """,
        SandboxPaymentStatus.Open or SandboxPaymentStatus.Failed => $"<p>{Ending()} Nothing was taken.</p>",
        SandboxPaymentStatus.Succeeded => "<p>Paid. You may close this page.</p>",
        SandboxPaymentStatus.Refunded => "<p>The money went back.</p>",
        _ => throw new InvalidOperationException($"A payment cannot be {payment.Status}."),
    };

    private string Ending() => order?.Status switch
    {
        null => "The shop does not know this order.",
        OrderStatus.Cancelled => "The order was cancelled.",
        OrderStatus.Expired => "The deadline has passed.",
        OrderStatus.Paid => "The order is paid already.",
        OrderStatus.RefundDue or OrderStatus.Refunded => "The order has ended.",
        _ when payment.Status == SandboxPaymentStatus.Failed => "Declined.",
        _ => "The deadline has passed.",
    };

    /// <summary>Always a page of this shop, whoever opened the payment.</summary>
    private static string OrderPageOf(OrderId order) => $"/orders/{Uri.EscapeDataString(order.ToString())}";

    private static string Readable(Money money)
    {
        var decimals = Decimals.GetValueOrDefault(money.Currency, 2);
        var amount = money.Amount / (decimal)Math.Pow(10, decimals);
        return money.Currency + " " + amount.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
