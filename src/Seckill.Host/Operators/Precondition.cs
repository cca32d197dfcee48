using System.Globalization;
using Microsoft.Net.Http.Headers;
using Seckill.Host.Errors;
using Seckill.Host.Wire;

namespace Seckill.Host.Operators;

/// <summary>What <c>If-Match</c> asks for.</summary>
/// <param name="Version">The version that the item must be at; null when it only has to exist.</param>
internal sealed record Precondition(long? Version)
{
    /// <summary>Reads the header strictly: a typing error must not make a write unconditional that was meant to be conditional.</summary>
    public static Requested<Precondition> Read(IHeaderDictionary headers)
    {
        var text = headers.ReadOne(HeaderNames.IfMatch);
        if (text.Refusal is not null) return new Requested<Precondition>(null, text.Refusal);
        if (text.Value is null) return default;
        if (text.Value == "*") return new Requested<Precondition>(new Precondition(Version: null), null);
        var isTag = text.Value.Length > 2 && text.Value[0] == '"' && text.Value[^1] == '"';
        return isTag && long.TryParse(text.Value.AsSpan()[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new Requested<Precondition>(new Precondition(version), null)
            : new Requested<Precondition>(null, Problem.Invalid(HeaderNames.IfMatch, "If-Match is the item's ETag, \"<version>\", or *."));
    }
}
