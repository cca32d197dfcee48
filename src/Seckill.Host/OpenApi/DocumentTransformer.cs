using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Seckill.Host.OpenApi;

/// <summary>The document's own words: what the service is, and how callers identify themselves.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    public const string BearerScheme = "bearer";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "SeckillAkka",
            Version = "1",
            Description = "Flash sales without oversell: a *yes* is on disk before it is said, a *no* has a machine code, and repeating a request is always safe. "
                + "Every refusal is `application/problem+json` with a `code`; 429 and 503 carry `Retry-After`.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "`sub` is the buyer; the claim `role` with the value `operator` opens `/api/admin`. In Development, `POST /api/dev/tokens` gives one.",
        };
        return Task.CompletedTask;
    }
}
