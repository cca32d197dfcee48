using Seckill.Host.Tests.Testing;
using Xunit;

namespace Seckill.Host.Tests.Access.Challenges;

/// <summary>
/// Challenges that are solved at once. All callers here have one address, so nothing gets harder by their number; that is in
/// <see cref="ChallengeStepSpec"/>.
/// </summary>
public sealed class ChallengeHost() : TestHost("Development", DevelopmentHost.Secret, new Dictionary<string, string>
{
    ["ChallengeMaxNumber"] = "2000",
    ["ChallengeLifetimeSeconds"] = "120",
    ["ChallengeWaitSeconds"] = "2",
    ["ChallengeStepsMax"] = "0",
})
{
    /// <summary>An item that gives a ticket only for a solved challenge.</summary>
    public static Listing WithChallenge { get; } = new() { ChallengeRequired = true, Limit = 5, Stock = 1_000 };
}

[CollectionDefinition(Name)]
public sealed class OnChallengeHost : ICollectionFixture<ChallengeHost>
{
    public const string Name = "on the challenge host";
}
