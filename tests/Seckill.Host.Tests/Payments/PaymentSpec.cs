using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Payments;

/// <summary>Paying through the sandbox provider's page and its webhook, as a buyer's browser does.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class PaymentSpec(DevelopmentHost host)
{
    [Fact]
    public async Task A_payment_is_told_with_every_field_of_the_contract()
    {
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(await host.ListAsync(new Listing { Limit = 2 }), quantity: 2);

        var payment = (await buyer.OpenPaymentAsync(order.OrderId)).ShouldHaveStatus(201);

        var id = (string)payment["paymentId"]!;
        var expected = new JsonObject
        {
            ["paymentId"] = id,
            ["payUrl"] = $"{host.Address}sandbox/payments/{id}",
            ["amount"] = new JsonObject { ["amount"] = 19800, ["currency"] = "CNY" },
            ["expiresAt"] = (string)order["payBefore"]!,
        };
        JsonNode.DeepEquals(payment.Json, expected).ShouldBeTrue(payment.ToString());
    }

    [Fact]
    public async Task Asking_again_gives_the_same_open_payment()
    {
        var (buyer, order) = await BuyAsync();

        var payments = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => buyer.OpenPaymentAsync(order.OrderId)));

        payments.Select(payment => (string)payment.ShouldHaveStatus(201)["paymentId"]!).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Paying_on_the_page_pays_the_order()
    {
        var (buyer, order) = await BuyAsync();
        var payment = await buyer.OpenPaymentAsync(order.OrderId);
        var page = await ShowAsync(payment);
        page.ContentType.ShouldBe("text/html; charset=utf-8");
        page.Text.ShouldContain(order.OrderId);
        page.Text.ShouldContain("99.00");

        await PressAsync(page, "pay");

        var paid = await Eventually.OrderAsync(buyer, order.OrderId, "paid");
        ((string?)paid["paymentId"]).ShouldBe((string)payment["paymentId"]!);
        paid["paidAt"].ShouldNotBeNull();
        paid["closedAt"].ShouldBeNull();
        (await ShowAsync(payment)).Text.ShouldContain("Paid");
        var stock = (await host.Operator.AuditAsync((string)order["itemId"]!))["ledger"]!;
        ((long)stock["sold"]!).ShouldBe(1);
        ((long)stock["held"]!).ShouldBe(0);
        ((string)(await buyer.OpenPaymentAsync(order.OrderId)).ShouldRefuseWith("order_state")["orderStatus"]!).ShouldBe("paid");
    }

    [Fact]
    public async Task Whoever_declined_may_pay_anew()
    {
        var (buyer, order) = await BuyAsync();
        var declined = await buyer.OpenPaymentAsync(order.OrderId);
        await PressAsync(await ShowAsync(declined), "decline");
        (await ShowAsync(declined)).Text.ShouldContain("Declined");
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("pending");

        var second = (await buyer.OpenPaymentAsync(order.OrderId)).ShouldHaveStatus(201);
        ((string)second["paymentId"]!).ShouldNotBe((string)declined["paymentId"]!);
        await PressAsync(await ShowAsync(second), "pay");

        var paid = await Eventually.OrderAsync(buyer, order.OrderId, "paid");
        ((string?)paid["paymentId"]).ShouldBe((string)second["paymentId"]!);
        await ShouldTakeNothingAsync(declined, "paid already");
    }

    [Fact]
    public async Task The_first_press_of_a_button_decides()
    {
        var (buyer, order) = await BuyAsync();
        var payment = await buyer.OpenPaymentAsync(order.OrderId);
        var page = await ShowAsync(payment);

        await PressAsync(page, "decline");
        await PressAsync(page, "pay");

        const string Delivered = "SELECT status FROM sandbox_payments WHERE payment_id = @name AND delivered_at_ms IS NOT NULL";
        var id = (string)payment["paymentId"]!;
        await Eventually.GetAsync(() => Task.FromResult(host.Query("orders.db", Delivered, id)), rows => rows is ["failed"]);
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("pending");
    }

    [Theory]
    [InlineData("cancelled", "was cancelled")]
    [InlineData("expired", "deadline has passed")]
    public async Task The_page_of_an_order_that_has_ended_says_so_and_takes_no_money(string end, string words)
    {
        var (buyer, order) = await BuyAsync(new Listing { PaymentWindowSeconds = end == "expired" ? 1 : 300 });
        var payment = await buyer.OpenPaymentAsync(order.OrderId);
        if (end == "cancelled") (await buyer.CancelAsync(order.OrderId)).ShouldHaveStatus(200);
        await Eventually.OrderAsync(buyer, order.OrderId, end);

        await ShouldTakeNothingAsync(payment, words);

        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe(end);
    }

    [Fact]
    public async Task A_payment_whose_cancellation_was_lost_in_a_crash_takes_no_money_either()
    {
        var (buyer, order) = await BuyAsync();
        var payment = await buyer.OpenPaymentAsync(order.OrderId);
        (await buyer.CancelAsync(order.OrderId)).ShouldHaveStatus(200);
        StatusOf(payment).ShouldBe(["failed"], "the provider knows of the cancellation");
        // As the book is when the host dies between the two.
        const string Reopen = """
            UPDATE sandbox_payments SET status = 'open', event_id = NULL, event_type = NULL, due_at_ms = NULL, delivered_at_ms = NULL
            WHERE payment_id = @name
            """;
        host.Execute("orders.db", Reopen, (string)payment["paymentId"]!);

        await ShouldTakeNothingAsync(payment, "was cancelled");

        StatusOf(payment).ShouldBe(["failed"], "the provider has learnt it now");
        ((string)(await buyer.OrderAsync(order.OrderId))["status"]!).ShouldBe("cancelled");
    }

    [Fact]
    public async Task What_is_free_is_paid_like_anything_else()
    {
        var (buyer, order) = await BuyAsync(new Listing { Amount = 0 });

        await PressAsync(await ShowAsync(await buyer.OpenPaymentAsync(order.OrderId)), "pay");

        await Eventually.OrderAsync(buyer, order.OrderId, "paid");
    }

    [Theory]
    [InlineData("HTTP/1.1", "shop.example:8443", "http://shop.example:8443/sandbox/payments/")]
    [InlineData("HTTP/1.1", "[::1]:80", "http://[::1]/sandbox/payments/")]
    public async Task The_page_is_where_the_buyer_reaches_the_shop(string version, string name, string page)
    {
        var (buyer, order) = await BuyAsync();

        var payment = (await OpenPaymentAsync(buyer, order, version, $"Host: {name}")).ShouldHaveStatus(201);

        ((string)payment["payUrl"]!).ShouldStartWith(page);
    }

    [Theory]
    [InlineData("HTTP/1.0", "X-None: x")]
    [InlineData("HTTP/1.1", "Host:")]
    [InlineData("HTTP/1.1", "Host: a_b..:99999")]
    [InlineData("HTTP/1.1", "Host: x:0x50")]
    [InlineData("HTTP/1.1", "Host: ..")]
    public async Task A_host_that_names_no_address_is_a_bad_request(string version, string host)
    {
        var (buyer, order) = await BuyAsync();

        (await OpenPaymentAsync(buyer, order, version, host)).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("pay_00000000000000000000000000000000")]
    [InlineData("%3Cscript%3E")]
    [InlineData("no%20such")]
    public async Task A_payment_that_nobody_opened_has_no_page(string payment)
    {
        (await host.Nobody.GetAsync($"/sandbox/payments/{payment}")).ShouldRefuseWith("not_found");
        (await host.Nobody.PostAsync($"/sandbox/payments/{payment}/pay")).ShouldRefuseWith("not_found");
        (await host.Nobody.PostAsync($"/sandbox/payments/{payment}/decline")).ShouldRefuseWith("not_found");
    }

    /// <summary>The page has no button; who sends what the button would have sent is shown the same page, and no money moves.</summary>
    private async Task ShouldTakeNothingAsync(Received payment, string words)
    {
        var page = await ShowAsync(payment);
        page.Text.ShouldContain(words);
        page.Text.ShouldNotContain("<form");

        var pressed = await host.Nobody.PostAsync($"/sandbox/payments/{(string)payment["paymentId"]!}/pay");

        (await host.Nobody.GetAsync(pressed.ShouldHaveStatus(303).Headers["Location"])).Text.ShouldContain("Nothing was taken");
        StatusOf(payment).ShouldBeSubsetOf(["open", "failed"]);
    }

    private IReadOnlyList<string> StatusOf(Received payment) =>
        host.Query("orders.db", "SELECT status FROM sandbox_payments WHERE payment_id = @name", (string)payment["paymentId"]!);

    private async Task<(Party Buyer, Received Order)> BuyAsync(Listing? listing = null)
    {
        var buyer = host.NewBuyer();
        return (buyer, (await buyer.BuyAsync(await host.ListAsync(listing))).ShouldHaveStatus(201));
    }

    /// <summary>By hand: no library would send some of these hosts.</summary>
    private Task<Received> OpenPaymentAsync(Party buyer, Received order, string version, string line) => RawWire.SendAsync(
        host.Address, Encoding.Latin1.GetBytes(string.Join("\r\n", [
            $"POST /api/orders/{order.OrderId}/payment {version}", line, $"Authorization: Bearer {buyer.Token}",
            "Content-Length: 0", "Connection: close", "", ""])));

    private async Task<Received> ShowAsync(Received payment) =>
        (await host.Nobody.GetAsync(new Uri((string)payment["payUrl"]!).PathAndQuery)).ShouldHaveStatus(200);

    /// <summary>Presses a button that the page really has, as a browser would send it.</summary>
    private async Task PressAsync(Received page, string button)
    {
        var form = $"""<form method="post" action="([^"]+/{button})">""";
        var action = Regex.Match(page.Text, form, RegexOptions.None, TimeSpan.FromSeconds(1));
        action.Success.ShouldBeTrue(page.Text);
        using var empty = new ByteArrayContent([]);
        empty.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        var answer = (await host.Nobody.SendContentAsync(HttpMethod.Post, action.Groups[1].Value, empty)).ShouldHaveStatus(303);
        (await host.Nobody.GetAsync(answer.Headers["Location"])).ShouldHaveStatus(200);
    }
}
