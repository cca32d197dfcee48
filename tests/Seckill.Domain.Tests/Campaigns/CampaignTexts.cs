using Seckill.Domain.Campaigns;

namespace Seckill.Domain.Tests.Campaigns;

/// <summary>A bucket's state as text, so that two can be compared and a difference be read.</summary>
internal static class CampaignTexts
{
    public static string Of(CampaignState state) => string.Join('\n', state.Buyers
        .OrderBy(buyer => buyer.Key.Value, StringComparer.Ordinal)
        .SelectMany(buyer => buyer.Value.Select(slots => $"{buyer.Key} {slots} {string.Join(',', slots.Open)}"))
        .Prepend($"{state.Bucket} {state.Revision}"));
}
