using Seckill.Host.Errors;

namespace Seckill.Host.Wire;

/// <summary>Reads query parameters and headers that may occur at most once. An empty one counts as missing.</summary>
internal static class QueryReading
{
    public static RequestPart<string> ReadOne(this IQueryCollection query, string name) => query[name] switch
    {
        { Count: 0 } => default,
        { Count: 1 } one => new RequestPart<string>(string.IsNullOrEmpty(one[0]) ? null : one[0], null),
        _ => new RequestPart<string>(null, Problem.Invalid(name, $"'{name}' is given more than once.")),
    };

    /// <summary>Reads a header; an empty one is a value like any other.</summary>
    public static RequestPart<string> ReadOne(this IHeaderDictionary headers, string name) => headers[name] switch
    {
        { Count: 0 } => default,
        { Count: 1 } one => new RequestPart<string>(one[0] ?? "", null),
        _ => new RequestPart<string>(null, Problem.Invalid(name, $"The header {name} is given more than once.")),
    };

    /// <summary>Reads the length of a page: 1 to <paramref name="max"/>.</summary>
    public static RequestPart<int?> ReadLimit(this IQueryCollection query, int fallback, int max)
    {
        var text = query.ReadOne("limit");
        if (text.Refusal is not null) return new RequestPart<int?>(null, text.Refusal);
        if (text.Value is null) return new RequestPart<int?>(fallback, null);
        return Digits.TryParse(text.Value, out var limit) && limit >= 1 && limit <= max
            ? new RequestPart<int?>((int)limit, null)
            : new RequestPart<int?>(null, Problem.Invalid("limit", $"'limit' is a number from 1 to {max}."));
    }
}
