using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Seckill.Domain.Items;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Orders;
using Seckill.Operations.Palette;

namespace Seckill.Host.OpenApi;

/// <summary>Adds what the generator cannot know: how our converter writes instants, the words of a text, and what may grow.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            schema.Type = type == typeof(DateTimeOffset?) ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
            schema.Format = "date-time";
        }

        // The value of a switch.
        if (type == typeof(JsonElement)) schema.Type = JsonSchemaType.String | JsonSchemaType.Integer;

        if (type == typeof(Cell)) schema.Type = JsonSchemaType.String | JsonSchemaType.Integer | JsonSchemaType.Boolean | JsonSchemaType.Null;
        // Our types let a request's member be missing, so that one refusal can list all errors; the document says that it is required.
        if (AttributesOf<RequiredAttribute>(context.JsonPropertyInfo).Any()) schema.Type &= ~JsonSchemaType.Null;
        if (WordsOf(context.JsonPropertyInfo) is { } words) schema.Enum = [.. words.Select(word => (JsonNode)word)];
        // Requests refuse unknown members; answers may get more members later.
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && (!IsRequest(type) || SkipsUnknown(context.JsonTypeInfo)))
            schema.AdditionalPropertiesAllowed = true;
        return Task.CompletedTask;
    }

    private static bool IsRequest(Type type) => type.Name.EndsWith("Request", StringComparison.Ordinal);

    /// <summary>Requests defined by others, such as a provider's webhooks, may have more members than we read.</summary>
    private static bool SkipsUnknown(JsonTypeInfo type) => type.UnmappedMemberHandling == JsonUnmappedMemberHandling.Skip;

    private static IEnumerable<string>? WordsOf(JsonPropertyInfo? property) => (property?.DeclaringType.Name, property?.Name) switch
    {
        (nameof(ItemResource), "phase") => PhaseNames.All,
        (nameof(OrderResource), "status") => Enum.GetValues<OrderStatus>().Select(OrderStatusNames.Of),
        (nameof(ProblemBody), "code") => ProblemKind.All.Select(kind => kind.Code),
        _ => AttributesOf<AllowedValuesAttribute>(property).SingleOrDefault()?.Values.Cast<string>(),
    };

    private static IEnumerable<T> AttributesOf<T>(JsonPropertyInfo? property)
        where T : Attribute =>
        property?.AttributeProvider?.GetCustomAttributes(typeof(T), inherit: true).Cast<T>() ?? [];
}
