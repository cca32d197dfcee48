using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Operators.Blocks;
using Seckill.Host.Operators.Switches;

namespace Seckill.Host.OpenApi;

/// <summary>Puts each route's declarations (see <see cref="Descriptions"/>) into its operation.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    private const string ProblemContentType = "application/problem+json";

    public async Task TransformAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var said = context.Description.ActionDescriptor.EndpointMetadata;
        var admits = said.OfType<Admits>().LastOrDefault() ?? Admits.Anybody;
        operation.Security = admits.Audience == Audience.Everybody ? [] : [TokenOf(context.Document!)];
        foreach (var answer in said.OfType<ProducesResponseTypeMetadata>())
            operation.Responses![Text(answer.StatusCode)].Description = answer.Description;
        foreach (var form in said.OfType<AnswersText>()) AddForm(operation, form);
        operation.Parameters ??= [];
        AddPath(operation.Parameters, context.Description.RelativePath!);
        foreach (var parameter in said.OfType<TakesParameter>()) operation.Parameters.Add(ParameterOf(parameter));
        if (said.OfType<TakesBody>().SingleOrDefault() is { } body)
            operation.RequestBody = await BodyOfAsync(body, context, cancellationToken);
        foreach (var header in said.OfType<GivesHeader>()) AddHeader(operation, header);
        var kinds = said.OfType<RefusesWith>().SelectMany(refusals => refusals.Kinds);
        if (admits.IsCounted) kinds = kinds.Append(ProblemKind.RateLimited);
        if (admits.RefusesBlocked) kinds = kinds.Append(ProblemKind.Blocked);
        await AddRefusalsAsync(operation, kinds, context, cancellationToken);
        if (HttpMethods.IsHead(context.Description.HttpMethod ?? "")) BecomeHead(operation);
    }

    /// <summary>HEAD is the same route's GET without bodies, under its own name.</summary>
    private static void BecomeHead(OpenApiOperation operation)
    {
        operation.OperationId += "Head";
        operation.Summary += " (headers only)";
        foreach (var response in operation.Responses!.Values.OfType<OpenApiResponse>()) response.Content = null;
    }

    private static OpenApiSecurityRequirement TokenOf(OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(DocumentTransformer.BearerScheme, document)] = [] };

    /// <summary>The generator reads parameters from handlers' signatures. A bare delegate has none; its pattern names them.</summary>
    private static void AddPath(IList<IOpenApiParameter> parameters, string path)
    {
        parameters.Clear();
        foreach (var named in RoutePatternFactory.Parse(path).Parameters)
        {
            var parameter = new OpenApiParameter { Name = named.Name, In = ParameterLocation.Path, Required = true };
            DescribePath(parameter);
            parameters.Add(parameter);
        }
    }

    private static void DescribePath(OpenApiParameter parameter)
    {
        var (description, example, pattern) = parameter.Name switch
        {
            "itemId" => ("1 to 64 characters of a-z, 0-9 and '-', not starting with '-'.", "phone", "^[a-z0-9][a-z0-9-]{0,63}$"),
            "orderId" => ("Item id, '-', and a number from 1 on.", "phone-1", "^[a-z0-9][a-z0-9-]{0,63}-[1-9][0-9]{0,18}$"),
            BlockEndpoints.KindParameter => ("`buyers` or `addresses`.", "addresses", "^(buyers|addresses)$"),
            BlockEndpoints.ValueParameter => (
                "A buyer's id, or an address or network: IPv4 or IPv6, with a length of 0 to 32 or 128 after a `/`, which may be sent as it is or "
                + "as `%2F`.",
                "203.0.113.0/24", "^[!-~]{1,64}$"),
            SwitchEndpoints.NameParameter => ("A switch's name.", "event-streams", "^[a-z][a-z0-9-]{0,63}$"),
            _ => ("The provider's name for the payment.", "pay_1", "^[!-~]{1,64}$"),
        };
        (parameter.Description, parameter.Example) = (description, example);
        parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = pattern };
    }

    private static OpenApiParameter ParameterOf(TakesParameter said)
    {
        var isNumber = said.Minimum is not null;
        return new OpenApiParameter
        {
            Name = said.Name,
            In = said.IsHeader ? ParameterLocation.Header : ParameterLocation.Query,
            Description = said.Description,
            Required = said.IsRequired,
            Example = said.Example,
            Schema = new OpenApiSchema
            {
                Type = isNumber ? JsonSchemaType.Integer : JsonSchemaType.String,
                Minimum = Text(said.Minimum),
                Maximum = Text(said.Maximum),
                Enum = said.Values.Count > 0 ? [.. said.Values.Select(value => (JsonNode)value)] : null,
            },
        };
    }

    private static async Task<OpenApiRequestBody> BodyOfAsync(
        TakesBody said, OpenApiOperationTransformerContext context, CancellationToken cancellation) => new()
    {
        Required = said.IsRequired,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            ["application/json"] = new()
            {
                Schema = await ReferToAsync(said.Type, context, cancellation),
                Example = JsonNode.Parse(said.Example),
            },
        },
    };

    private static void AddForm(OpenApiOperation operation, AnswersText said)
    {
        if (operation.Responses?[Text(said.Status)] is not OpenApiResponse response) return;
        (response.Content ??= new Dictionary<string, OpenApiMediaType>())[said.ContentType] =
            new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }

    private static void AddHeader(OpenApiOperation operation, GivesHeader said)
    {
        if (operation.Responses?[Text(said.Status)] is not OpenApiResponse response) return;
        (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[said.Name] = HeaderOf(said.Description, said.Example);
    }

    private static OpenApiHeader HeaderOf(string description, string example) =>
        new() { Description = description, Example = example, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    /// <summary>Every operation may refuse undeclared input or fail by a defect; the route declares the other refusals.</summary>
    private static async Task AddRefusalsAsync(
        OpenApiOperation operation, IEnumerable<ProblemKind> kinds, OpenApiOperationTransformerContext context,
        CancellationToken cancellation)
    {
        operation.Responses ??= [];
        foreach (var group in kinds.Append(ProblemKind.ValidationFailed).Append(ProblemKind.InternalError).Distinct().GroupBy(kind => kind.Status).OrderBy(group => group.Key))
        {
            var response = new OpenApiResponse
            {
                Description = string.Join("; ", group.Select(kind => $"`{kind.Code}`: {kind.Title}")) + ".",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemContentType] = new()
                    {
                        Schema = await ReferToAsync(typeof(ProblemBody), context, cancellation),
                        Examples = group.ToDictionary(kind => kind.Code, IOpenApiExample (kind) => ExampleOf(kind)),
                    },
                },
            };
            if (group.Any(kind => kind.IsTemporary))
                response.Headers = new Dictionary<string, IOpenApiHeader> { ["Retry-After"] = HeaderOf("Seconds to wait.", "1") };
            if (group.Contains(ProblemKind.RateLimited))
            {
                response.Headers!["RateLimit-Policy"] = HeaderOf("The limit that was exceeded: its name, requests and window in seconds.", "\"buyer_calls\";q=100;w=2");
                response.Headers["RateLimit"] = HeaderOf("What is left of it, and in how many seconds something is.", "\"buyer_calls\";r=0;t=1");
            }

            operation.Responses[Text(group.Key)] = response;
        }
    }

    /// <summary>Describes each type once, however many operations use it.</summary>
    private static async Task<OpenApiSchemaReference> ReferToAsync(
        Type type, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var (document, name) = (context.Document!, DescriptionHosting.SchemaNameOf(type));
        if (document.Components?.Schemas?.ContainsKey(name) != true)
            document.AddComponent(name, await context.GetOrCreateSchemaAsync(type, null, cancellation));
        return new OpenApiSchemaReference(name, document);
    }

    private static OpenApiExample ExampleOf(ProblemKind kind) => new()
    {
        Summary = kind.Title,
        Value = new JsonObject
        {
            ["code"] = kind.Code,
            ["title"] = kind.Title,
            ["status"] = kind.Status,
            ["detail"] = kind.Title + ".",
            ["traceId"] = "0HNB5V2J3K4L5:00000001",
        },
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
