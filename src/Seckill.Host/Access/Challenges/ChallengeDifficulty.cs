using System.Numerics;
using Microsoft.Extensions.Options;
using Seckill.Actors.Settings;
using Seckill.Domain.Shared;

namespace Seckill.Host.Access.Challenges;

/// <summary>How much work a challenge is, where nobody is conspicuous.</summary>
internal sealed class ChallengeDifficultySwitch(IOptions<HttpLimits> limits) : NumberSwitch(
    "challenge-difficulty",
    "The largest number of a challenge: half as many hashes are its work on average. Where many accounts ask from one address, it is more.",
    min: 1, HttpLimits.ChallengeMaxNumberMost, limits.Value.ChallengeMaxNumber)
{
    /// <inheritdoc/>
    public override string DefaultOption => $"{HttpLimits.Section}:{nameof(HttpLimits.ChallengeMaxNumber)}";
}

/// <summary>
/// How much work a challenge is: the more accounts ask from one address (of IPv6: a /64), the more, in steps that double it, up to a bound
/// that honest people behind the same address get through in seconds. Each node counts what it sees itself.
/// </summary>
internal sealed class ChallengeDifficulty(ChallengeDifficultySwitch difficulty, IOptions<HttpLimits> limits, TimeProvider time)
{
    private readonly AddressAccounts _accounts = new(
        limits.Value.RatesRememberedMax, TimeSpan.FromSeconds(limits.Value.ChallengeLifetimeSeconds), time);

    /// <summary>Counts a buyer at an address, and returns the step that holds there: 0 as long as there are few.</summary>
    public int StepOf(ClientAddress? address, BuyerId buyer)
    {
        var (free, stepsMax) = (limits.Value.ChallengeAccountsFree, limits.Value.ChallengeStepsMax);
        if (stepsMax == 0 || address is not { } known) return 0;
        return StepOf(_accounts.Count(known, buyer), free, stepsMax);
    }

    /// <summary>The largest number at a step.</summary>
    public int MaxNumberAt(int step) => (int)Math.Min((long)difficulty.Number << step, HttpLimits.ChallengeMaxNumberMost);

    /// <summary>0 up to <paramref name="free"/> accounts, 1 up to twice as many, 2 up to four times, and so on.</summary>
    internal static int StepOf(int accounts, int free, int stepsMax) =>
        accounts <= free ? 0 : Math.Min(stepsMax, 1 + BitOperations.Log2((uint)((accounts - 1) / free)));
}
