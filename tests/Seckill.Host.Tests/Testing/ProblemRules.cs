using System.Globalization;
using System.Text.Json.Nodes;

namespace Seckill.Host.Tests.Testing;

/// <summary>The table of codes, copied from the contract by hand, and what every refusal must look like.</summary>
public static class ProblemRules
{
    private static readonly Dictionary<string, int> Statuses = new()
    {
        ["validation_failed"] = 400,
        ["unauthenticated"] = 401,
        ["forbidden"] = 403,
        ["blocked"] = 403,
        ["ticket_required"] = 403,
        ["ticket_invalid"] = 403,
        ["challenge_required"] = 403,
        ["challenge_invalid"] = 403,
        ["not_admitted"] = 403,
        ["item_not_found"] = 404,
        ["order_not_found"] = 404,
        ["not_started"] = 409,
        ["sold_out"] = 409,
        ["paused"] = 409,
        ["closed"] = 409,
        ["limit_reached"] = 409,
        ["cannot_win"] = 409,
        ["cooling_down"] = 409,
        ["payment_unknown"] = 409,
        ["order_state"] = 409,
        ["version_conflict"] = 409,
        ["stock_conflict"] = 409,
        ["idempotency_key_reused"] = 422,
        ["rate_limited"] = 429,
        ["overloaded"] = 503,
        ["outcome_unknown"] = 503,
        // Beyond the contract's table, which may be added to.
        ["item_started"] = 409,
        ["no_waiting_list"] = 404,
        ["available"] = 409,
        ["waiting_list_full"] = 409,
        ["not_found"] = 404,
        ["method_not_allowed"] = 405,
        ["not_ready"] = 503,
    };

    /// <summary>The members that only one code carries.</summary>
    private static readonly Dictionary<string, string[]> Extensions = new()
    {
        ["not_started"] = ["startsAt"],
        ["sold_out"] = ["held"],
        ["limit_reached"] = ["orderIds", "orderCount"],
        ["cooling_down"] = ["retryAt"],
        ["order_state"] = ["orderStatus"],
        ["not_ready"] = ["checks"],
    };

    private static readonly HashSet<string> Base = ["code", "title", "status", "detail", "traceId"];

    public static int StatusOf(string code) => Statuses[code];

    /// <summary>Everything that is wrong with a refusal.</summary>
    public static IEnumerable<string> FindFaults(Received answer, bool hasBody = true)
    {
        if (answer.Headers.GetValueOrDefault("Cache-Control") != "no-store") return [$"a refusal is not kept: {answer.Headers.GetValueOrDefault("Cache-Control")}"];
        if (answer.ContentType != "application/problem+json") return [$"a refusal is application/problem+json, not {answer.ContentType}"];
        if (!hasBody) return answer.Text.Length == 0 ? [] : ["the answer to HEAD has no body"];
        return FindFaults(answer.Json.AsObject(), answer.Status, answer.Headers.GetValueOrDefault("Retry-After"));
    }

    private static IEnumerable<string> FindFaults(JsonObject body, int status, string? retryAfter)
    {
        var code = (string?)body["code"] ?? "";
        if (!Statuses.TryGetValue(code, out var ofTable)) yield return $"unknown code '{code}'";
        else if (ofTable != status) yield return $"'{code}' travels under {ofTable}, not {status}";
        if ((int?)body["status"] != status) yield return "the member 'status' repeats the status";
        foreach (var name in (string[])["title", "detail", "traceId"])
        {
            if (string.IsNullOrWhiteSpace((string?)body[name])) yield return $"'{name}' is missing";
        }

        var own = Extensions.GetValueOrDefault(code, []);
        foreach (var missing in own.Where(name => !body.ContainsKey(name))) yield return $"'{code}' carries '{missing}'";
        var strangers = body.Select(member => member.Key)
            .Where(name => !Base.Contains(name) && !own.Contains(name) && (name != "errors" || code != "validation_failed"));
        foreach (var stranger in strangers) yield return $"'{stranger}' has no place in '{code}'";

        var isTemporary = status is 429 or 503;
        if (isTemporary != retryAfter is not null) yield return "429 and 503, and only they, carry Retry-After";
        if (retryAfter is not null && (!int.TryParse(retryAfter, CultureInfo.InvariantCulture, out var seconds) || seconds < 1))
            yield return $"Retry-After is a number of seconds from 1 on, not '{retryAfter}'";
    }
}
