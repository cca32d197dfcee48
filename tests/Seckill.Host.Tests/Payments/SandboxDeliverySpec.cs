using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Payments;

/// <summary>The sandbox provider reaches the shop that it belongs to, however that is reached by others.</summary>
public sealed class SandboxDeliverySpec
{
    private const string Item = "named";

    [Theory]
    [InlineData("shop.example", "shop.example")]
    [InlineData("*.shop.example", "www.shop.example")]
    public async Task Webhooks_arrive_at_a_service_that_does_not_answer_by_its_loopback_address(string allowed, string name)
    {
        var settings = ProductionSettings.Complete();
        settings["AllowedHosts"] = allowed;
        await using var host = new HostProcess(settings);
        await host.StartReadyAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Host = name;
        await SendAsync(http, "olivia", "operator", HttpMethod.Put, $"/api/admin/items/{Item}", new Listing().ToJson());
        var order = (string)(await SendAsync(http, "alice", "buyer", HttpMethod.Post, $"/api/items/{Item}/orders"))["orderId"]!;
        var payment = await SendAsync(http, "alice", "buyer", HttpMethod.Post, $"/api/orders/{order}/payment");

        using (var pressed = await http.PostAsync(new Uri($"/sandbox/payments/{payment["paymentId"]}/pay", UriKind.Relative), null))
            ((int)pressed.StatusCode).ShouldBe(303);

        await Eventually.GetAsync(
            () => SendAsync(http, "alice", "buyer", HttpMethod.Get, $"/api/orders/{order}"), answer => (string?)answer["status"] == "paid");
        host.Output.ShouldNotContain("did not arrive");
    }

    private static async Task<JsonNode> SendAsync(
        HttpClient http, string name, string role, HttpMethod method, string path, JsonNode? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = JsonContent.Create(body);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenMint.Issue(name, role));
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!;
    }
}
