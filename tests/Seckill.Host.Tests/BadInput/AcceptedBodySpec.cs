using System.Text;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Bodies that look unusual and are read all the same.</summary>
[Collection(OnBadInputHost.Name)]
public sealed class AcceptedBodySpec(DevelopmentHost host) : BodyCalls(host)
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/vnd.shop+json")]
    public async Task Json_by_any_of_its_names_is_read(string contentType)
    {
        var item = await Host.ListAsync();

        var content = Content("""{"quantity":1}"""u8.ToArray(), contentType);

        (await Host.NewBuyer().SendContentAsync(HttpMethod.Post, $"/api/items/{item}/orders", content)).ShouldHaveStatus(201);
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

            var answer = await Host.Operator.SendContentAsync(
                new HttpMethod(method), path, Content(marked, Json), ("Idempotency-Key", TestHost.NewName("key")));

            answer.Status.ShouldBeInRange(200, 201, answer.ToString());
        }

        (await SendWebhookAsync(Content([0xEF, 0xBB, 0xBF, .. "{}"u8], Json))).ShouldBlame("type");
    }

    [Fact]
    public async Task Null_for_an_optional_field_means_that_it_was_left_out()
    {
        var item = TestHost.NewName("item");
        var listing = new Listing().ToJson();
        foreach (var field in OptionalFieldsOf("ListingRequest")) listing[field] = null;
        (await Host.Operator.PutAsync($"/api/admin/items/{item}", listing)).ShouldHaveStatus(201);

        var purchase = new JsonObject();
        foreach (var field in OptionalFieldsOf("PurchaseRequest")) purchase[field] = null;
        var order = (await Host.NewBuyer().PostAsync($"/api/items/{item}/orders", purchase)).ShouldHaveStatus(201);

        ((int)order["quantity"]!).ShouldBe(1);
        (await Host.Nobody.SendTextAsync(HttpMethod.Post, "/api/dev/tokens", """{"sub":"alice","role":null,"count":null,"prefix":null}"""))
            .ShouldHaveStatus(200);
        (await Host.Nobody.SendTextAsync(HttpMethod.Post, "/api/dev/tokens", """{"sub":null,"count":1,"prefix":null}"""))
            .ShouldHaveStatus(200);
    }

    private List<string> OptionalFieldsOf(string schema)
    {
        var described = Host.Wire.Document.Json["components"]!["schemas"]![schema]!;
        var required = (described["required"]?.AsArray() ?? []).Select(name => (string)name!).ToHashSet();
        return [.. described["properties"]!.AsObject().Select(field => field.Key).Where(field => !required.Contains(field))];
    }
}
