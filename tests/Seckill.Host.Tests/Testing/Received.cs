using System.Text.Json.Nodes;
using Shouldly;

namespace Seckill.Host.Tests.Testing;

/// <summary>What came back, as it was on the wire.</summary>
/// <param name="Request">The request, for messages: method and path.</param>
/// <param name="Status">The status code.</param>
/// <param name="Headers">Every header of the answer, names in any case; several lines of one name are joined.</param>
/// <param name="Text">The body.</param>
public sealed record Received(string Request, int Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    private JsonNode? _json;

    /// <summary>The body as JSON; fails when it is none.</summary>
    public JsonNode Json => _json ??= JsonNode.Parse(Text)!;

    /// <summary>A member of the body.</summary>
    public JsonNode? this[string member] => Json[member];

    public string? Code => (string?)Json["code"];

    public string OrderId => (string)Json["orderId"]!;

    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    public string ETag => Headers["ETag"];

    /// <summary>Fails with the whole answer unless the status is the expected one.</summary>
    public Received ShouldHaveStatus(int expected)
    {
        Status.ShouldBe(expected, ToString());
        return this;
    }

    /// <summary>Fails with the whole answer unless it is the refusal of that code.</summary>
    public Received ShouldRefuseWith(string code)
    {
        ShouldHaveStatus(ProblemRules.StatusOf(code));
        Code.ShouldBe(code, ToString());
        return this;
    }

    /// <summary>Fails unless it is a <c>validation_failed</c> that names the field, or its innermost part.</summary>
    public Received ShouldBlame(string field)
    {
        ShouldRefuseWith("validation_failed");
        Json["errors"].ShouldNotBeNull(ToString()).AsObject().Select(error => error.Key).ShouldContain(field, ToString());
        return this;
    }

    public override string ToString() => $"{Request} → {Status} {ContentType}\n{(Text.Length > 2_000 ? Text[..2_000] + "…" : Text)}";
}
