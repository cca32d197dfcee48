using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Hosting;

/// <summary>What may be kept, and by whom. (That no answer's content may be guessed is checked with every answer: <see cref="ApiDocument"/>.)</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class AnswerHeadersSpec(DevelopmentHost host)
{
    [Fact]
    public async Task Nobody_keeps_what_belongs_to_one_buyer()
    {
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(await host.ListAsync());
        var payment = await buyer.OpenPaymentAsync(order.OrderId);
        var token = await host.Nobody.SendTextAsync(HttpMethod.Post, "/api/dev/tokens", """{"sub":"alice"}""");
        var page = await host.Nobody.GetAsync(new Uri((string)payment["payUrl"]!).PathAndQuery);

        Received[] answers =
        [
            order, payment, token, page, await buyer.OrderAsync(order.OrderId), await buyer.GetAsync("/api/orders"),
            await buyer.CancelAsync(order.OrderId), await buyer.OrderAsync("nothing-1"), await host.Operator.GetAsync("/api/admin/cluster"),
        ];

        foreach (var answer in answers) answer.Headers["Cache-Control"].ShouldBe("no-store", answer.ToString());
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/scalar/")]
    [InlineData("/nowhere")]
    public async Task No_content_is_to_be_guessed(string path)
    {
        using var request = host.Nobody.Request(HttpMethod.Get, path);

        (await host.Wire.SendUncheckedAsync(request)).Headers["X-Content-Type-Options"].ShouldBe("nosniff");
    }
}
