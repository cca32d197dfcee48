using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Seckill.Host.OpenApi;

/// <summary>The OpenAPI document and its interactive reader.</summary>
internal static class DescriptionHosting
{
    public static WebApplicationBuilder AddDescription(this WebApplicationBuilder builder)
    {
        builder.Services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddSchemaTransformer<SchemaTransformer>();
            options.AddOperationTransformer<OperationTransformer>();
            options.AddDocumentTransformer<DocumentTransformer>();
        });
        return builder;
    }

    public static void MapDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/{documentName}.json");
        routes.MapScalarApiReference("/scalar", scalar => scalar.WithTitle("SeckillAkka"));
    }
}
