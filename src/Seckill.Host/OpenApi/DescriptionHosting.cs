using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Seckill.Host.OpenApi;

/// <summary>The OpenAPI document and its interactive reader.</summary>
internal static class DescriptionHosting
{
    private static readonly string[] SuffixesOfOurs = ["Resource", "Body"];

    public static WebApplicationBuilder AddDescription(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = type =>
                OpenApiOptions.CreateDefaultSchemaReferenceId(type) is null ? null : SchemaNameOf(type.Type);
            options.AddSchemaTransformer<SchemaTransformer>();
            options.AddOperationTransformer<OperationTransformer>();
            options.AddDocumentTransformer<DocumentTransformer>();
        });
        return builder;
    }

    /// <summary>The document speaks of an Item, whatever our own type for its face on the wire is called.</summary>
    public static string SchemaNameOf(Type type) => SuffixesOfOurs.Aggregate(
        type.Name, (name, suffix) => name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name);

    public static void MapDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/v1.json");
        routes.MapScalarApiReference("/scalar", scalar => scalar.WithTitle("SeckillAkka"));
    }
}
