using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Seckill.Host.OpenApi;

/// <summary>The OpenAPI document and its interactive reader.</summary>
internal static class DescriptionHosting
{
    /// <summary>The document's name, which is its version and part of its path.</summary>
    public const string DocumentName = "v1";

    private const string DocumentPath = $"/openapi/{DocumentName}.json";

    private static readonly string[] SuffixesOfOurs = ["Resource", "Body"];

    public static WebApplicationBuilder AddDescription(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<DocsSettings>().Bind(builder.Configuration.GetSection(DocsSettings.Section))
            .PostConfigure(docs => docs.Enabled ??= builder.Environment.IsDevelopment()).ValidateOnStart();
        builder.Services.AddSingleton<DocumentFile>();
        builder.Services.AddOpenApi(DocumentName, options =>
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

    /// <summary>The document says Item, whatever the name of our own type is.</summary>
    public static string SchemaNameOf(Type type) => SuffixesOfOurs.Aggregate(
        type.Name, (name, suffix) => name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name);

    /// <summary>Serves both, if the operator wants that.</summary>
    public static void MapDescription(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<IOptions<DocsSettings>>().Value.Enabled is not true) return;
        RequestDelegate answer = routes.ServiceProvider.GetRequiredService<DocumentFile>().AnswerAsync;
        routes.MapMethods(DocumentPath, [HttpMethods.Get, HttpMethods.Head], answer).ExcludeFromDescription();
        routes.MapScalarApiReference("/scalar", scalar => scalar.WithTitle("SeckillAkka")).WithMetadata(new TakesAnything());
    }
}
