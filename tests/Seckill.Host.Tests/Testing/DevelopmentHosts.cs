using Xunit;

namespace Seckill.Host.Tests.Testing;

// Tests of one collection run one after the other, and most of their time they wait for an answer. So there are four collections, each with
// a development host of its own, beside each other.

[CollectionDefinition(Name)]
public sealed class OnDevelopmentHost : ICollectionFixture<DevelopmentHost>
{
    public const string Name = "on the development host";
}

/// <summary>The development host to which all bad input goes.</summary>
[CollectionDefinition(Name)]
public sealed class OnBadInputHost : ICollectionFixture<DevelopmentHost>
{
    public const string Name = "on the development host for bad input";
}

/// <summary>The development host on which operators work.</summary>
[CollectionDefinition(Name)]
public sealed class OnOperatorsHost : ICollectionFixture<DevelopmentHost>
{
    public const string Name = "on the development host for operators";
}

/// <summary>The development host on which buyers buy and pay.</summary>
[CollectionDefinition(Name)]
public sealed class OnBuyersHost : ICollectionFixture<DevelopmentHost>
{
    public const string Name = "on the development host for buyers";
}
