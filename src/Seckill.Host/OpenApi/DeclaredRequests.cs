using System.Collections.Frozen;
using Seckill.Host.Errors;
using Seckill.Host.Wire;

namespace Seckill.Host.OpenApi;

/// <summary>Marks an endpoint mapped by a library, which reads its request as it likes.</summary>
internal sealed record TakesAnything;

/// <summary>
/// Holds every request to what its endpoint declares for the OpenAPI document. An undeclared query parameter or body is refused by name,
/// because a client that sends one believes that it has an effect. Also answers <c>HEAD</c> wherever <c>GET</c> is. The declarations are
/// read once, when the routes are built; a request without query and body pays for two comparisons.
/// </summary>
internal static class DeclaredRequests
{
    /// <summary>Longest part of a name that a refusal repeats, in characters.</summary>
    private const int NameLengthMax = 64;

    private static readonly HttpMethodMetadata Reads = new([HttpMethods.Get, HttpMethods.Head]);

    /// <summary>The service's routes: each endpoint mapped on them is held to what it declares.</summary>
    public static RouteGroupBuilder MapDeclared(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("");
        // After all other conventions, when the endpoint's declarations are complete.
        ((IEndpointConventionBuilder)group).Finally(Apply);
        return group;
    }

    private static void Apply(EndpointBuilder endpoint)
    {
        var declared = endpoint.Metadata;
        if (declared.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods is [var method] && HttpMethods.IsGet(method))
            declared.Add(Reads);
        if (declared.OfType<TakesAnything>().Any()) return;

        var handler = endpoint.RequestDelegate!;
        if (!declared.OfType<TakesBody>().Any()) handler = RefuseBody(handler);
        var names = declared.OfType<TakesParameter>().Where(parameter => !parameter.IsHeader).Select(parameter => parameter.Name);
        handler = RefuseQuery(handler, names.ToFrozenSet(StringComparer.Ordinal));
        foreach (var around in declared.OfType<IWrapsRequests>()) handler = around.Wrap(handler, endpoint.ApplicationServices);
        endpoint.RequestDelegate = handler;
    }

    private static RequestDelegate RefuseQuery(RequestDelegate next, FrozenSet<string> names) => context =>
        context.Request.QueryString.HasValue && FindFault(context.Request.Query, names) is { } refusal
            ? refusal.ExecuteAsync(context)
            : next(context);

    private static Problem? FindFault(IQueryCollection query, FrozenSet<string> names)
    {
        foreach (var (name, values) in query)
        {
            var shown = name.Length > NameLengthMax ? $"{name.AsSpan(0, NameLengthMax)}…" : name;
            if (!names.Contains(name))
            {
                var taken = names.Count > 0 ? string.Join(", ", names.Order(StringComparer.Ordinal)) : "none";
                return Problem.Invalid(shown, $"'{shown}' is not a query parameter of this operation; it takes {taken}.");
            }

            if (values.Count > 1) return Problem.Invalid(shown, $"'{shown}' is given more than once.");
        }

        return null;
    }

    private static RequestDelegate RefuseBody(RequestDelegate next)
    {
        return context => RequestBody.IsExpected(context.Request) ? ReadAsync(context) : next(context);

        async Task ReadAsync(HttpContext context)
        {
            var refusal = await RequestBody.RefuseAnyAsync(context).ConfigureAwait(false);
            await (refusal?.ExecuteAsync(context) ?? next(context)).ConfigureAwait(false);
        }
    }
}
