using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.OpenApi;

/// <summary>
/// The OpenAPI document by itself. That it tells the truth is checked with every answer that any test of this project gets
/// (<see cref="ApiDocument"/>).
/// </summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class DocumentSpec(DevelopmentHost host)
{
    /// <summary>Every operation of the contract, copied from it by hand.</summary>
    private static readonly string[] Contract =
    [
        "GET /api/time", "GET /api/items", "GET /api/items/{itemId}", "GET /api/items/{itemId}/events", "POST /api/items/{itemId}/ticket",
        "GET /api/items/{itemId}/challenge", "POST /api/items/{itemId}/queue", "GET /api/items/{itemId}/queue",
        "DELETE /api/items/{itemId}/queue", "GET /api/items/{itemId}/queue/events", "POST /api/items/{itemId}/orders",
        "GET /api/orders/{orderId}", "GET /api/orders", "POST /api/orders/{orderId}/cancel", "POST /api/orders/{orderId}/payment",
        "POST /api/payments/webhook", "PUT /api/admin/items/{itemId}", "POST /api/admin/items/{itemId}/stock",
        "POST /api/admin/items/{itemId}/pause", "POST /api/admin/items/{itemId}/resume", "POST /api/admin/items/{itemId}/close",
        "GET /api/admin/items/{itemId}/audit", "GET /api/admin/items/{itemId}/orders", "GET /api/admin/items/{itemId}/winners",
        "GET /api/admin/items/{itemId}/verify", "GET /api/admin/switches/{name}", "PUT /api/admin/switches/{name}",
        "GET /api/admin/cluster", "GET /api/admin/commands", "POST /api/admin/commands", "POST /api/dev/tokens", "GET /healthz", "GET /healthz/live",
        "GET /healthz/ready", "GET /metrics", "GET /api/admin/operations", "POST /api/session", "GET /api/admin/blocks",
        "POST /api/items/{itemId}/waiting-list", "GET /api/items/{itemId}/waiting-list", "DELETE /api/items/{itemId}/waiting-list",
        "PUT /api/admin/blocks/{kind}/{value}", "DELETE /api/admin/blocks/{kind}/{value}",
        // Beyond the contract: one block, all switches at once, where items live, an operator's cancellation of any order, and the sandbox payment provider's pages.
        "GET /api/admin/blocks/{kind}/{value}", "GET /api/admin/switches", "GET /api/admin/cluster/items", "POST /api/admin/orders/{orderId}/cancel",
        "GET /sandbox/payments/{paymentId}", "POST /sandbox/payments/{paymentId}/pay", "POST /sandbox/payments/{paymentId}/decline",
    ];

    private static readonly string[] Codes =
    [
        "validation_failed", "unauthenticated", "forbidden", "blocked", "ticket_required", "ticket_invalid", "challenge_required", "challenge_invalid", "not_admitted", "cannot_win", "item_not_found", "order_not_found", "not_started",
        "sold_out", "paused",
        "closed", "limit_reached", "order_state", "version_conflict", "stock_conflict", "idempotency_key_reused", "rate_limited",
        "overloaded", "outcome_unknown",
    ];

    private JsonNode Document => host.Wire.Document.Json;

    private IEnumerable<(string Name, JsonNode Operation)> Operations =>
        from path in Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!);

    [Fact]
    public void It_is_openapi_3_1() => ((string)Document["openapi"]!).ShouldStartWith("3.1");

    [Fact]
    public void Every_operation_of_the_contract_is_described_and_no_other() =>
        host.Wire.Document.Operations.Where(operation => !operation.StartsWith("HEAD ", StringComparison.Ordinal))
            .ShouldBe(Contract, ignoreOrder: true);

    [Fact]
    public void Every_code_of_the_contract_is_described()
    {
        var described = Operations.SelectMany(one => one.Operation["responses"]!.AsObject())
            .SelectMany(response => response.Value!["content"]?["application/problem+json"]?["examples"]?.AsObject() ?? [])
            .Select(example => example.Key).Distinct();

        Codes.Except(described).ShouldBeEmpty();
        var words = Document["components"]!["schemas"]!["Problem"]!["properties"]!["code"]!["enum"]!.AsArray();
        Codes.Except(words.Select(code => (string)code!)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_has_a_name_a_summary_and_a_group()
    {
        foreach (var (name, operation) in Operations)
        {
            ((string?)operation["operationId"]).ShouldNotBeNullOrEmpty(name);
            ((string?)operation["summary"]).ShouldNotBeNullOrEmpty(name);
            operation["tags"].ShouldNotBeNull(name).AsArray().Count.ShouldBe(1, name);
        }

        Operations.Select(one => (string)one.Operation["operationId"]!).Distinct().Count().ShouldBe(Operations.Count());
    }

    [Fact]
    public void Every_operation_says_whether_it_needs_a_token()
    {
        foreach (var (name, operation) in Operations)
        {
            var isOpen = operation["responses"]!["401"] is null || name == "POST /api/payments/webhook";
            (operation["security"]?.AsArray().Count > 0).ShouldBe(!isOpen, name);
            // Without bodies, HEAD names no codes.
            if (name.StartsWith("HEAD ", StringComparison.Ordinal)) continue;
            var knowsRoles = name.Contains("/api/admin", StringComparison.Ordinal) || name == "POST /api/session";
            HasCode(operation, "forbidden").ShouldBe(knowsRoles, name);
            // Operators are never blocked; everybody else is, wherever a token or a limit is asked for.
            var knowsBlocks = !name.Contains("/api/admin", StringComparison.Ordinal) && name != "POST /api/payments/webhook"
                && (!isOpen || (HasCode(operation, "rate_limited") && !name.EndsWith("/events", StringComparison.Ordinal)));
            HasCode(operation, "blocked").ShouldBe(knowsBlocks, name);
        }
    }

    private static bool HasCode(JsonNode operation, string code) => operation["responses"]!.AsObject()
        .Any(response => response.Value!["content"]?["application/problem+json"]?["examples"]?[code] is not null);

    [Fact]
    public void Every_answer_is_in_words_and_temporary_ones_say_when_to_come_back()
    {
        foreach (var (name, operation) in Operations)
        {
            foreach (var (status, response) in operation["responses"]!.AsObject())
            {
                ((string?)response!["description"]).ShouldNotBeNullOrEmpty($"{name} {status}");
                (response["headers"]?["Retry-After"] is not null).ShouldBe(status is "429" or "503", $"{name} {status}");
            }
        }
    }

    [Fact]
    public void Every_parameter_of_a_path_is_described_by_a_pattern()
    {
        foreach (var (name, operation) in Operations.Where(one => one.Name.Contains('{', StringComparison.Ordinal)))
        {
            var parameters = operation["parameters"]!.AsArray().Where(one => (string)one!["in"]! == "path").ToArray();
            parameters.Length.ShouldBe(name.Count(letter => letter == '{'), name);
            parameters.ShouldAllBe(parameter => !string.IsNullOrEmpty((string?)parameter!["schema"]!["pattern"]), name);
        }
    }

    [Fact]
    public void Every_example_of_a_body_fits_its_schema()
    {
        var schemas = new SchemaRules(Document);
        foreach (var (name, operation) in Operations)
        {
            if (operation["requestBody"]?["content"]?["application/json"] is not { } body) continue;
            // Requests, unlike answers, may give any offset.
            schemas.FindFaults(body["schema"]!, body["example"].ShouldNotBeNull(name))
                .Where(fault => !fault.Contains("date-time", StringComparison.Ordinal)).ShouldBeEmpty(name);
        }
    }

    [Fact]
    public async Task The_interactive_reference_is_served()
    {
        using var request = host.Nobody.Request(HttpMethod.Get, "/scalar/");

        var page = await host.Wire.SendUncheckedAsync(request);

        page.Status.ShouldBe(200);
        page.ContentType.ShouldNotBeNull().ShouldStartWith("text/html");
        page.Text.ShouldContain("openapi/v1.json");
    }
}
