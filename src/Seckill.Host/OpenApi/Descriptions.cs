using Seckill.Host.Errors;

namespace Seckill.Host.OpenApi;

/// <summary>The JSON body that an operation takes.</summary>
internal sealed record TakesBody(Type Type, bool IsRequired, string Example);

/// <summary>A query parameter or header that an operation takes.</summary>
internal sealed record TakesParameter(string Name, bool IsHeader, string Description, bool IsRequired, string? Example)
{
    /// <summary>The minimum of a number.</summary>
    public long? Minimum { get; init; }

    /// <summary>The maximum of a number.</summary>
    public long? Maximum { get; init; }

    /// <summary>The allowed values, if they can be enumerated.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>Another form of an answer, as text.</summary>
internal sealed record AnswersText(int Status, string ContentType);

/// <summary>A header of an answer.</summary>
internal sealed record GivesHeader(int Status, string Name, string Description, string Example);

/// <summary>Codes that an operation may refuse with.</summary>
internal sealed record RefusesWith(IReadOnlyList<ProblemKind> Kinds);

/// <summary>
/// Each route declares beside its handler what it takes, answers and refuses. The OpenAPI document is built from that. (The framework's
/// own <c>Accepts</c> would make routing refuse a wrong content type before we can answer with the contract's code.)
/// </summary>
internal static class Descriptions
{
    public static RouteHandlerBuilder Describes(
        this RouteHandlerBuilder route, string tag, string operation, string summary, string description = "") =>
        route.WithTags(tag).WithName(operation).WithSummary(summary).WithDescription(description);

    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder route, bool isRequired, string example) =>
        route.WithMetadata(new TakesBody(typeof(TBody), isRequired, example));

    public static RouteHandlerBuilder TakesQuery(
        this RouteHandlerBuilder route, string name, string description, long? minimum = null, long? maximum = null,
        IReadOnlyList<string>? values = null) =>
        route.WithMetadata(new TakesParameter(name, IsHeader: false, description, IsRequired: false, Example: null)
        {
            Minimum = minimum,
            Maximum = maximum,
            Values = values ?? [],
        });

    public static RouteHandlerBuilder TakesHeader(
        this RouteHandlerBuilder route, string name, string description, string example, bool isRequired = false) =>
        route.WithMetadata(new TakesParameter(name, IsHeader: true, description, isRequired, example));

    public static RouteHandlerBuilder Answers<TBody>(
        this RouteHandlerBuilder route, int status, string description, string contentType = "application/json") =>
        route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(TBody), [contentType]) { Description = description });

    public static RouteHandlerBuilder Answers(this RouteHandlerBuilder route, int status, string description) =>
        route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(void)) { Description = description });

    /// <summary>Declares a second form of an answer: text in another format.</summary>
    public static RouteHandlerBuilder AnswersAlso(this RouteHandlerBuilder route, int status, string contentType) =>
        route.WithMetadata(new AnswersText(status, contentType));

    public static RouteHandlerBuilder GivesHeader(
        this RouteHandlerBuilder route, int status, string name, string description, string example) =>
        route.WithMetadata(new GivesHeader(status, name, description, example));

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params IReadOnlyList<ProblemKind> kinds) =>
        route.WithMetadata(new RefusesWith(kinds));
}
