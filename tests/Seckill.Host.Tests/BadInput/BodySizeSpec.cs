using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>How long a body may be, for every operation that takes one, whether or not the client tells its length beforehand.</summary>
[Collection(OnBadInputHost.Name)]
public sealed class BodySizeSpec(DevelopmentHost host) : BodyCalls(host)
{
    private const int BytesMax = 16 * 1_024;
    private const int WebhookBytesMax = 256 * 1_024;

    [Theory]
    [MemberData(nameof(AllOperations))]
    public async Task One_byte_too_many_is_a_bad_request_whether_or_not_the_length_is_told(string operation)
    {
        var bytesMax = operation == "webhook" ? WebhookBytesMax : BytesMax;
        var body = Padded("{}", bytesMax + 1);

        foreach (var content in (HttpContent[])[Content(body, Json), new UntoldLength(body)])
        {
            var detail = (string)(await SendAsync(operation, content)).ShouldRefuseWith("validation_failed")["detail"]!;
            detail.ShouldContain($"longer than {bytesMax / 1_024} KB");
        }
    }

    [Fact]
    public async Task A_megabyte_is_refused_as_well()
    {
        foreach (var operation in Operations)
            (await SendAsync(operation, new UntoldLength(Padded("{}", 1_000_000)))).ShouldRefuseWith("validation_failed");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exactly_16_KB_are_read(bool isLengthTold)
    {
        var item = await Host.ListAsync();
        var body = Padded("""{"quantity":1}""", BytesMax);

        var answer = await Host.NewBuyer().SendContentAsync(
            HttpMethod.Post, $"/api/items/{item}/orders", isLengthTold ? Content(body, Json) : new UntoldLength(body));

        answer.ShouldHaveStatus(201);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exactly_256_KB_of_a_webhook_are_read(bool isLengthTold)
    {
        var buyer = Host.NewBuyer();
        var order = (await buyer.BuyAsync(await Host.ListAsync())).ShouldHaveStatus(201).OrderId;
        var payment = (string)(await buyer.OpenPaymentAsync(order)).ShouldHaveStatus(201)["paymentId"]!;
        var data = $$"""{"paymentId":"{{payment}}","orderId":"{{order}}","amount":9900,"currency":"CNY"}""";
        var body = Padded($$"""{"type":"payment.succeeded","data":{{data}}}""", WebhookBytesMax);

        (await SendWebhookAsync(isLengthTold ? Content(body, Json) : new UntoldLength(body))).ShouldHaveStatus(204);

        await Eventually.OrderAsync(buyer, order, "paid");
    }

    private static byte[] Padded(string json, int length) => Encoding.UTF8.GetBytes(json.PadRight(length));

    /// <summary>Content that does not tell its length beforehand, so that it travels in chunks.</summary>
    private sealed class UntoldLength : HttpContent
    {
        private readonly byte[] _body;

        public UntoldLength(byte[] body)
        {
            _body = body;
            Headers.ContentType = new MediaTypeHeaderValue(Json);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            stream.WriteAsync(_body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
