using System.Text;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Bodies that are no good, for every operation that takes one: each is a 400 and does nothing.</summary>
[Collection(OnBadInputHost.Name)]
public sealed class BodySpec(DevelopmentHost host) : BodyCalls(host)
{
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
        ("a field twice", "pause", """{"reason":"r","reason":"s"}"""),
        ("a field twice", "revoke", """{"reason":"r","reason":"s"}"""),
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

    public static TheoryData<string> OperationsThatNeedABody => [.. Operations.Where(operation => operation is not ("block" or "buy" or "pause"))];

    public static TheoryData<string?> WrongTypes =>
    [
        null, "text/plain", "application/x-www-form-urlencoded", "application/xml", "application/jsonp", "multipart/form-data; boundary=b",
        "nonsense",
    ];

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
    [InlineData("buy")]
    [InlineData("list")]
    public async Task A_byte_order_mark_alone_or_twice_is_no_json(string operation)
    {
        byte[][] bodies = [[0xEF, 0xBB, 0xBF], [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. "{}"u8], [0xEF, 0xBB, .. "{}"u8]];
        foreach (var body in bodies) (await SendAsync(operation, Content(body, Json))).ShouldRefuseWith("validation_failed");
    }
}
