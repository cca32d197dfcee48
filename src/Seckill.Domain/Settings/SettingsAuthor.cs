using Seckill.Domain.Shared;

namespace Seckill.Domain.Settings;

/// <summary>Who asked for a change of the settings, and why.</summary>
/// <param name="Actor">The operator.</param>
/// <param name="TraceId">Names the request in logs and traces.</param>
/// <param name="Reason">Why, in the operator's words; null when not given.</param>
public sealed record SettingsAuthor(BuyerId Actor, string TraceId, string? Reason);
