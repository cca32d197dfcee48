using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Seckill.Domain.Items;
using Seckill.Host.Errors;
using Seckill.Host.Wire;

namespace Seckill.Host.Operators;

/// <summary>Reads a write's expectation of its item: <c>If-Match</c> and <c>If-None-Match</c>.</summary>
internal static class Precondition
{
    private const int TagsMax = 16;

    private static readonly RequestPart<ItemExpectation> NotOurs = Refuse(
        HeaderNames.IfMatch, "If-Match is *, or up to 16 of the item's tags: \"<version>\" or \"t<termsVersion>\", with or without W/.");

    /// <summary>
    /// Reads the headers strictly: a typing error must not make a conditional write unconditional. Null when there is no expectation.
    /// </summary>
    public static RequestPart<ItemExpectation> Read(IHeaderDictionary headers)
    {
        var (match, noneMatch) = (headers.IfMatch, headers.IfNoneMatch);
        if (noneMatch.Count == 0) return match.Count == 0 ? default : ReadMatch(match);
        if (match.Count > 0) return Refuse(HeaderNames.IfNoneMatch, "If-Match and If-None-Match contradict each other: send one of them.");
        return noneMatch is ["*"]
            ? new RequestPart<ItemExpectation>(ItemExpectation.Absent, null)
            : Refuse(HeaderNames.IfNoneMatch, "If-None-Match is * here: the item must not exist yet.");
    }

    private static RequestPart<ItemExpectation> ReadMatch(StringValues match)
    {
        if (match is ["*"]) return new RequestPart<ItemExpectation>(ItemExpectation.Present, null);
        if (!EntityTagHeaderValue.TryParseStrictList([.. match.OfType<string>()], out var tags) || tags.Count is 0 or > TagsMax) return NotOurs;
        var (versions, termsVersions) = (new List<long>(), new List<long>());
        foreach (var tag in tags)
        {
            // The parser takes "*" for a tag, and "" is a tag.
            if (tag.Tag.Length < 3) return NotOurs;
            // Weak tags count like strong ones here: a version identifies the item's state, not the bytes of an answer.
            var text = tag.Tag.Subsegment(1, tag.Tag.Length - 2);
            var isOfTerms = text.Length > 0 && text[0] == 't';
            if (!Digits.TryParse(text.Substring(isOfTerms ? 1 : 0), out var number)) return NotOurs;
            (isOfTerms ? termsVersions : versions).Add(number);
        }

        return new RequestPart<ItemExpectation>(
            new ItemExpectation { Versions = [.. versions], TermsVersions = [.. termsVersions] }, null);
    }

    private static RequestPart<ItemExpectation> Refuse(string header, string error) => new(null, Problem.Invalid(header, error));
}
