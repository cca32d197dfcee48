using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Seckill.Host.Tests.Testing;

/// <summary>
/// JSON Schema, the part of it that the service's OpenAPI document uses. A keyword that is not known here is an error, not
/// ignored, so that nothing passes unchecked. Stricter than the standard in two ways: members that the schema does not name are
/// faults, and instants must be written in UTC with <c>Z</c>.
/// </summary>
/// <param name="document">Where references lead.</param>
public sealed partial class SchemaRules(JsonNode document)
{
    private static readonly HashSet<string> Annotations = ["description", "example", "default", "title"];

    /// <summary>Everything in which a value differs from its schema.</summary>
    public IReadOnlyList<string> FindFaults(JsonNode schema, JsonNode? value, string at = "$")
    {
        var faults = new List<string>();
        Check(schema.AsObject(), value, at, faults);
        return faults;
    }

    private void Check(JsonObject schema, JsonNode? value, string at, List<string> faults)
    {
        foreach (var (keyword, rule) in schema)
        {
            if (Holds(keyword, rule!, schema, value, at, faults)) continue;
            faults.Add($"{at}: {keyword} {rule!.ToJsonString()} does not hold for {value?.ToJsonString() ?? "null"}");
        }
    }

    private bool Holds(string keyword, JsonNode rule, JsonObject schema, JsonNode? value, string at, List<string> faults) => keyword switch
    {
        "$ref" => Nested(() => Check(Resolve((string)rule!), value, at, faults)),
        "type" => TypesOf(rule).Any(type => IsOf(type, value)),
        "enum" => value is null || rule.AsArray().Any(word => JsonNode.DeepEquals(word, value)),
        "oneOf" => rule.AsArray().Count(option => FindFaults(option!, value, at).Count == 0) == 1,
        "format" => value is null || HasFormat((string)rule!, value),
        "pattern" => value is null || Regex.IsMatch((string)value!, (string)rule!, RegexOptions.None, TimeSpan.FromSeconds(1)),
        "minimum" => value is null || (long)value >= (long)rule,
        "maximum" => value is null || (long)value <= (long)rule,
        "minLength" => value is null || ((string)value!).Length >= (int)rule,
        "maxLength" => value is null || ((string)value!).Length <= (int)rule,
        "items" => value is null || Nested(() => CheckItems(rule.AsObject(), value.AsArray(), at, faults)),
        "required" => value is not JsonObject members || rule.AsArray().All(name => members.ContainsKey((string)name!)),
        "properties" => value is not JsonObject members || Nested(() => CheckMembers(rule.AsObject(), schema, members, at, faults)),
        "additionalProperties" => true, // looked at with the properties
        _ => Annotations.Contains(keyword) ? true : throw new NotSupportedException($"Nobody checks the keyword '{keyword}' here ({at})."),
    };

    private void CheckItems(JsonObject rule, JsonArray values, string at, List<string> faults)
    {
        for (var i = 0; i < values.Count; i++) Check(rule, values[i], $"{at}[{i}]", faults);
    }

    private void CheckMembers(JsonObject properties, JsonObject schema, JsonObject members, string at, List<string> faults)
    {
        foreach (var (name, member) in members)
        {
            if (properties[name] is JsonObject property) Check(property, member, $"{at}.{name}", faults);
            else if (schema["additionalProperties"] is JsonObject others) Check(others, member, $"{at}.{name}", faults);
            else faults.Add($"{at}.{name} is described nowhere");
        }
    }

    private JsonObject Resolve(string reference) => reference.Split('/').Skip(1)
        .Aggregate(document, (node, name) => node[name] ?? throw new InvalidOperationException($"{reference} leads nowhere."))
        .AsObject();

    private static bool Nested(Action check)
    {
        check();
        return true;
    }

    private static IEnumerable<string> TypesOf(JsonNode rule) =>
        rule is JsonArray several ? several.Select(type => (string)type!) : [(string)rule!];

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && IsWhole(value, out _),
        _ => throw new NotSupportedException($"Nobody checks the type '{type}' here."),
    };

    private static bool HasFormat(string format, JsonNode value) => format switch
    {
        "date-time" => Instant().IsMatch((string)value!),
        "int32" => IsWhole(value, out var number) && number >= int.MinValue && number <= int.MaxValue,
        "int64" => IsWhole(value, out var number) && number >= long.MinValue && number <= long.MaxValue,
        _ => throw new NotSupportedException($"Nobody checks the format '{format}' here."),
    };

    /// <summary>A number written with digits only: no point and no exponent.</summary>
    private static bool IsWhole(JsonNode value, out Int128 number) =>
        Int128.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$")]
    private static partial Regex Instant();
}
