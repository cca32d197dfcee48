using System.Text;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Requests that no client would send: none is answered with 500, and the host goes on.</summary>
[Collection(OnBadInputHost.Name)]
public sealed class ProtocolSpec(DevelopmentHost host) : IAsyncLifetime
{
    private const string Header = "POST /api/payments/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    public static TheoryData<string> Nonsense =>
    [
        "\r\n\r\n", "nonsense\r\n\r\n", "GET\r\n\r\n", "GET /api/time\r\n\r\n", "GET /api/time HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET /api/time HTTP/1.1\r\n\r\n",
        "GET /api/time HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET /api/time HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
        "GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n",
        Header + "Content-Length: -1\r\n\r\n", Header + "Content-Length: ten\r\n\r\n",
        Header + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        Header + "Transfer-Encoding: nonsense\r\n\r\n", Header + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "GET /api/time HTTP/1.1\r\nHost: x\r\nBig: " + new string('b', 20_000) + "\r\n\r\n",
        "GET /api/time HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"H{i}: v\r\n")) + "\r\n",
    ];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        (await host.Nobody.GetAsync("/healthz/ready")).ShouldHaveStatus(200);
        host.Output.ShouldNotContain("failed unexpectedly");
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_refused(string request)
    {
        var answer = await RawWire.SendAsync(host.Address, Encoding.Latin1.GetBytes(request), closeAfterwards: true);

        answer.Status.ShouldBeOneOf([0, 400, 401, 408, 414, 431, 501, 505], answer.ToString());
    }

    [Theory]
    [InlineData(Header + "Content-Length: 100\r\n\r\n{\"type\"")]
    [InlineData(Header + "Transfer-Encoding: chunked\r\n\r\n64\r\n{\"type\"")]
    public async Task A_body_that_is_cut_off_harms_nobody(string request)
    {
        var answer = await RawWire.SendAsync(host.Address, Encoding.Latin1.GetBytes(request), closeAfterwards: true);

        answer.Status.ShouldBeOneOf([0, 400], answer.ToString());
    }

    [Fact]
    public async Task Buyers_who_hang_up_harm_nobody()
    {
        var item = await host.ListAsync(new Listing { Stock = 1_000 });

        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
            using var request = host.NewBuyer().Request(HttpMethod.Post, $"/api/items/{item}/orders");
            try
            {
                (await host.Wire.OpenAsync(request, impatience.Token)).Dispose();
            }
            catch (OperationCanceledException)
            {
                // As meant.
            }
        }));

        (await host.NewBuyer().BuyAsync(item)).ShouldHaveStatus(201);
        ((bool)(await host.Operator.AuditAsync(item))["balanced"]!).ShouldBeTrue();
    }
}
