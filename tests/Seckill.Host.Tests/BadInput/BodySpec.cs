using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Bodies that are no good, for every operation that takes one: each is a 400 and does nothing.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class BodySpec(DevelopmentHost host) : IAsyncLifetime
{
    private const int BytesMax = 16 * 1_024;
    private const int WebhookBytesMax = 256 * 1_024;
    private const string Json = "application/json";

    private string _item = "";
    private string _before = "";

    /// <summary>Operations that take a body, by a word for each.</summary>
    private static readonly string[] Operations = ["buy", "list", "stock", "tokens", "webhook"];

    private static readonly (string What, string Body)[] Malformed =
    [
        ("no JSON", "nonsense"),
        ("cut off", """{"quantity":1"""),
        ("cut off in a text", "{\"quantity"),
        ("two documents", "{}{}"),
        ("rubbish behind", "{} x"),
        ("a comment", "{ /* */ }"),
        ("a comma too many", "{\"quantity\":1,}"),
        ("single quotes", "{'quantity':1}"),
        ("no quotes", "{quantity:1}"),
        ("an array", "[]"),
        ("an array of one", "[{}]"),
        ("a number", "1"),
        ("a text", "\"quantity\""),
        ("true", "true"),
        ("null", "null"),
        ("NaN", "NaN"),
        ("white space only", "  "),
        ("an unknown field", """{"unknown":1}"""),
        ("a field in another case", """{"Quantity":1,"Title":"t","Delta":1,"Sub":"s","Type":"t"}"""),
        ("a field of the prototype", """{"__proto__":{}}"""),
        ("a field with an empty name", """{"":1}"""),
        ("deep nesting", """{"unknown":""" + new string('[', 2_000) + new string(']', 2_000) + "}"),
        ("deep nesting that never ends", new string('[', 10_000)),
        ("a raw NUL", "{\"quantity\":\0}"),
        ("a lone surrogate as a name", """{"\ud800":1}"""),
    ];

    private static readonly (string What, string Operation, string Body)[] Repeated =
    [
        ("a field twice", "buy", """{"quantity":1,"quantity":1}"""),
        ("a field twice, once escaped", "buy", """{"quantity":1,"quantit\u0079":2}"""),
        ("a field twice", "stock", """{"delta":1,"reason":"r","delta":2}"""),
        ("a field twice", "tokens", """{"sub":"alice","sub":"bob"}"""),
        ("a field twice", "webhook", """{"type":"payment.succeeded","type":"payment.failed","data":{}}"""),
        (
            "a nested field twice", "list",
            """
            {"title":"t","price":{"amount":1,"amount":2,"currency":"CNY"},"stock":1,
             "startsAt":"2026-01-01T00:00:00Z","endsAt":"2027-01-01T00:00:00Z"}
            """
        ),
    ];

    public static TheoryData<string, string, string> Bodies
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var operation in Operations)
            {
                foreach (var (what, body) in Malformed) rows.Add(what, operation, body);
            }

            foreach (var (what, operation, body) in Repeated) rows.Add(what, operation, body);
            return rows;
        }
    }

    public static TheoryData<string> AllOperations => [.. Operations];

    public static TheoryData<string> OperationsThatNeedABody => [.. Operations.Where(operation => operation != "buy")];

    public static TheoryData<string?> WrongTypes =>
    [
        null, "text/plain", "application/x-www-form-urlencoded", "application/xml", "application/jsonp", "multipart/form-data; boundary=b",
        "nonsense",
    ];

    public async Task InitializeAsync()
    {
        _item = await host.ListAsync();
        _before = await FaceAsync();
    }

    public async Task DisposeAsync() => (await FaceAsync()).ShouldBe(_before, "a refused request changes nothing");

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_malformed_body_is_a_bad_request(string what, string operation, string body)
    {
        what.ShouldNotBeEmpty();
        (await SendAsync(operation, Content(Encoding.UTF8.GetBytes(body), Json))).ShouldRefuseWith("validation_failed");
    }

    [Theory]
    [MemberData(nameof(AllOperations))]
    public async Task Bytes_that_are_no_utf_8_are_a_bad_request(string operation)
    {
        byte[][] bodies =
        [
            [.. "{\"unknown\":\""u8, 0xC3, 0x28, .. "\"}"u8], [.. "{\"title\":\""u8, 0xFF, .. "\"}"u8],
            [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")],
            [.. "{\"sub\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8], [.. "{\"reason\":\""u8, 0xC0, 0xAF, .. "\"}"u8],
        ];
        foreach (var body in bodies) (await SendAsync(operation, Content(body, Json))).ShouldRefuseWith("validation_failed");
    }

    [Theory]
    [MemberData(nameof(OperationsThatNeedABody))]
    public async Task A_missing_body_is_a_bad_request(string operation) =>
        (await SendAsync(operation, Content([], operation == "webhook" ? Json : null))).ShouldRefuseWith("validation_failed");

    [Theory]
    [MemberData(nameof(WrongTypes))]
    public async Task A_body_that_does_not_say_that_it_is_json_is_a_bad_request(string? contentType)
    {
        (string, string)[] bodies =
            [("buy", """{"quantity":1}"""), ("stock", """{"delta":1,"reason":"r"}"""), ("tokens", """{"sub":"alice"}""")];
        foreach (var (operation, body) in bodies)
            (await SendAsync(operation, Content(Encoding.UTF8.GetBytes(body), contentType))).ShouldRefuseWith("validation_failed");
    }

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
        var item = await host.ListAsync();
        var body = Padded("""{"quantity":1}""", BytesMax);

        var answer = await host.NewBuyer().SendContentAsync(
            HttpMethod.Post, $"/api/items/{item}/orders", isLengthTold ? Content(body, Json) : new UntoldLength(body));

        answer.ShouldHaveStatus(201);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exactly_256_KB_of_a_webhook_are_read(bool isLengthTold)
    {
        var buyer = host.NewBuyer();
        var order = (await buyer.BuyAsync(await host.ListAsync())).ShouldHaveStatus(201).OrderId;
        var payment = (string)(await buyer.OpenPaymentAsync(order)).ShouldHaveStatus(201)["paymentId"]!;
        var data = $$"""{"paymentId":"{{payment}}","orderId":"{{order}}","amount":9900,"currency":"CNY"}""";
        var body = Padded($$"""{"type":"payment.succeeded","data":{{data}}}""", WebhookBytesMax);

        (await SendWebhookAsync(isLengthTold ? Content(body, Json) : new UntoldLength(body))).ShouldHaveStatus(204);

        await Eventually.OrderAsync(buyer, order, "paid");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/vnd.shop+json")]
    public async Task Json_by_any_of_its_names_is_read(string contentType)
    {
        var item = await host.ListAsync();

        var content = Content("""{"quantity":1}"""u8.ToArray(), contentType);

        (await host.NewBuyer().SendContentAsync(HttpMethod.Post, $"/api/items/{item}/orders", content)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task A_byte_order_mark_before_json_is_skipped()
    {
        var item = TestHost.NewName("item");
        (string Operation, string Path, string Body)[] calls =
        [
            ("PUT", $"/api/admin/items/{item}", new Listing { Stock = 7, Limit = 5 }.ToJson().ToJsonString()),
            ("POST", $"/api/admin/items/{item}/stock", """{"delta":1,"reason":"r"}"""),
            ("POST", $"/api/items/{item}/orders", """{"quantity":2}"""),
            ("POST", "/api/dev/tokens", """{"sub":"alice"}"""),
        ];
        foreach (var (method, path, body) in calls)
        {
            byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(body)];

            var answer = await host.Operator.SendContentAsync(
                new HttpMethod(method), path, Content(marked, Json), ("Idempotency-Key", TestHost.NewName("key")));

            answer.Status.ShouldBeInRange(200, 201, answer.ToString());
        }

        (await SendWebhookAsync(Content([0xEF, 0xBB, 0xBF, .. "{}"u8], Json))).ShouldBlame("type");
    }

    [Theory]
    [InlineData("buy")]
    [InlineData("list")]
    public async Task A_byte_order_mark_alone_or_twice_is_no_json(string operation)
    {
        byte[][] bodies = [[0xEF, 0xBB, 0xBF], [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. "{}"u8], [0xEF, 0xBB, .. "{}"u8]];
        foreach (var body in bodies) (await SendAsync(operation, Content(body, Json))).ShouldRefuseWith("validation_failed");
    }

    [Fact]
    public async Task Null_for_an_optional_field_means_that_it_was_left_out()
    {
        var item = TestHost.NewName("item");
        var listing = new Listing().ToJson();
        foreach (var field in OptionalFieldsOf("ListingRequest")) listing[field] = null;
        (await host.Operator.PutAsync($"/api/admin/items/{item}", listing)).ShouldHaveStatus(201);

        var purchase = new System.Text.Json.Nodes.JsonObject();
        foreach (var field in OptionalFieldsOf("PurchaseRequest")) purchase[field] = null;
        var order = (await host.NewBuyer().PostAsync($"/api/items/{item}/orders", purchase)).ShouldHaveStatus(201);

        ((int)order["quantity"]!).ShouldBe(1);
        (await host.Nobody.SendTextAsync(HttpMethod.Post, "/api/dev/tokens", """{"sub":"alice","role":null,"count":null,"prefix":null}"""))
            .ShouldHaveStatus(200);
        (await host.Nobody.SendTextAsync(HttpMethod.Post, "/api/dev/tokens", """{"sub":null,"count":1,"prefix":null}"""))
            .ShouldHaveStatus(200);
    }

    private List<string> OptionalFieldsOf(string schema)
    {
        var described = host.Wire.Document.Json["components"]!["schemas"]![schema]!;
        var required = (described["required"]?.AsArray() ?? []).Select(name => (string)name!).ToHashSet();
        return [.. described["properties"]!.AsObject().Select(field => field.Key).Where(field => !required.Contains(field))];
    }

    private async Task<Received> SendAsync(string operation, HttpContent content)
    {
        if (operation == "webhook") return await SendWebhookAsync(content);
        var (party, method, path) = operation switch
        {
            "buy" => (host.NewBuyer(), HttpMethod.Post, $"/api/items/{_item}/orders"),
            "list" => (host.Operator, HttpMethod.Put, $"/api/admin/items/{_item}"),
            "stock" => (host.Operator, HttpMethod.Post, $"/api/admin/items/{_item}/stock"),
            _ => (host.Nobody, HttpMethod.Post, "/api/dev/tokens"),
        };
        var headers = operation == "stock" ? new[] { ("Idempotency-Key", TestHost.NewName("key")) } : [];
        return await party.SendContentAsync(method, path, content, headers);
    }

    /// <summary>Signed well, whatever it is: otherwise nobody would look at the body.</summary>
    private async Task<Received> SendWebhookAsync(HttpContent content)
    {
        var webhook = host.Provider.SignBytes(await content.ReadAsByteArrayAsync(), "evt-bad", DateTimeOffset.UtcNow);
        webhook.Content = content;
        return await host.SendAsync(webhook);
    }

    private async Task<string> FaceAsync()
    {
        var face = (await host.Nobody.GetAsync($"/api/items/{_item}")).Json.AsObject();
        face.Remove("serverTime");
        return face.ToJsonString();
    }

    private static ByteArrayContent Content(byte[] body, string? contentType)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
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
