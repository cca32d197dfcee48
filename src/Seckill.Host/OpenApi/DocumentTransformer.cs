using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Seckill.Host.Listening;

namespace Seckill.Host.OpenApi;

/// <summary>The document's general text: what the service is, and how callers identify themselves.</summary>
internal sealed class DocumentTransformer(PublicAddress address) : IOpenApiDocumentTransformer
{
    public const string BearerScheme = "bearer";

    private static readonly (string Name, string Description)[] Tags =
    [
        (Tag.Shoppers, "Looking, buying, paying."),
        (Tag.Operators, "Listing items and looking after them. Needs the role `operator`."),
        (Tag.PaymentProvider, "What the payment provider calls."),
        (Tag.Sandbox, "The built-in provider's page."),
        (Tag.Service, "Health and metrics."),
        (Tag.Development, "Only in the Development environment."),
    ];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "SeckillAkka",
            Version = "1",
            Description = "Flash sales without oversell: a *yes* is on disk before it is said, a *no* has a machine code, and repeating "
                + "a request is always safe. Every refusal is `application/problem+json` with a `code`; 429 and 503 carry `Retry-After`.",
        };
        // Without a public address, readers resolve paths against the document's own address.
        document.Servers = address.Configured is { } here ? [new OpenApiServer { Url = here.AbsoluteUri.TrimEnd('/') }] : null;
        document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "`sub` is the buyer; the claim `role` with the value `operator` opens `/api/admin`. "
                + "In Development, `POST /api/dev/tokens` gives one.",
        };
        return Task.CompletedTask;
    }
}
