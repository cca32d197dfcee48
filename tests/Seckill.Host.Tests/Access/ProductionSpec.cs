using System.Text;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Access;

/// <summary>What is different in earnest: no gifts, and limits that hold.</summary>
[Collection(OnProductionHost.Name)]
public sealed class ProductionSpec(ProductionHost host)
{
    [Fact]
    public async Task Nobody_hands_out_tokens()
    {
        const string Wish = """{"sub":"mallory","role":"operator"}""";

        (await host.Nobody.SendTextAsync(HttpMethod.Post, "/api/dev/tokens", Wish)).ShouldRefuseWith("not_found");
        host.Wire.Document.Operations.ShouldNotContain(operation => operation.Contains("/dev/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_demo_is_on_sale() =>
        (await host.Nobody.GetAsync("/api/items?campaign=demo"))["items"]!.AsArray().ShouldBeEmpty();

    [Theory]
    [InlineData(ProductionHost.SecretBase64)]
    [InlineData(ProductionHost.OlderSecretBase64)]
    [InlineData(ProductionHost.OldestSecretBase64)]
    public async Task While_secrets_are_rotated_each_signs_with_the_bytes_of_its_base64(string secret)
    {
        var buyer = host.NewBuyer();
        var order = await buyer.BuyAsync(await host.ListAsync());
        var payment = (string)(await buyer.OpenPaymentAsync(order.OrderId)).ShouldHaveStatus(201)["paymentId"]!;

        var byText = new WebhookSigner(Encoding.UTF8.GetBytes(secret));
        var byBytes = new WebhookSigner(Convert.FromBase64String(secret));

        (await host.SendAsync(byText.Succeeded(order.OrderId, payment, 9900))).ShouldRefuseWith("unauthenticated");
        (await host.SendAsync(byBytes.Succeeded(order.OrderId, payment, 9900))).ShouldHaveStatus(204);

        ((string)(await buyer.OrderAsync(order.OrderId))["paymentId"]!).ShouldBe(payment);
    }

    [Fact]
    public async Task Whoever_asks_too_often_is_told_when_to_come_back()
    {
        var item = await host.ListAsync();
        var hasty = host.NewBuyer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => hasty.BuyAsync(item)));

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Count(answer => answer.Status == 200).ShouldBeInRange(2, 5, "three at once, and one more each second");
        foreach (var answer in answers.Where(answer => answer.Status is not (200 or 201))) answer.ShouldRefuseWith("rate_limited");
        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        await Eventually.GetAsync(() => hasty.BuyAsync(item), answer => answer.Status == 200);
    }

    [Fact]
    public async Task Only_purchases_are_limited()
    {
        var buyer = host.NewBuyer();

        for (var i = 0; i < 20; i++) (await buyer.GetAsync("/api/orders")).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task More_streams_than_a_node_may_have_are_refused_until_one_ends()
    {
        var item = await host.ListAsync();
        using var first = await OpenAsync(item);
        using (await OpenAsync(item)) (await host.Nobody.GetAsync($"/api/items/{item}/events")).ShouldRefuseWith("overloaded");

        (await OpenAsync(item)).Dispose();
    }

    [Fact]
    public async Task A_stream_of_which_nothing_is_to_be_told_shows_within_fifteen_seconds_that_it_lives()
    {
        var item = await host.ListAsync();
        using var events = await OpenAsync(item);
        await events.NextEventAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(16));

        var block = await events.ReadAsync(limit.Token);

        block.ShouldNotBeNull().IsComment.ShouldBeTrue();
    }

    /// <summary>Waits for a place, which a stream that was closed just now gives back within moments.</summary>
    private async Task<EventReader> OpenAsync(string item) =>
        (await Eventually.GetAsync(() => EventReader.TryOpenAsync(host, item), stream => stream is not null))!;
}
