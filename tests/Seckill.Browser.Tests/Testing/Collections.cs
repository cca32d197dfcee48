using Seckill.Browser.Tests.Testing;

// A browser test waits for the page, and the page for the host: four at once keep two cores busy.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("Seckill.Browser.Tests.Testing." + nameof(BrowserLongestFirst), "Seckill.Browser.Tests")]

namespace Seckill.Browser.Tests.Testing;

// Each collection has a host of its own, so that what one turns on a host (switches, blocks) disturbs no other. Its tests run one after the
// other.

/// <summary>Shoppers buy, pay and follow their orders.</summary>
[CollectionDefinition(Name)]
public sealed class InTheShop : ICollectionFixture<Shop>
{
    public const string Name = "in the shop";
}

/// <summary>Whatever shoppers, tabs and connections do, one wish makes one order.</summary>
[CollectionDefinition(Name)]
public sealed class OfOneWish : ICollectionFixture<Shop>
{
    public const string Name = "of one wish";
}

/// <summary>Things go wrong between page and host, and the page tells the truth.</summary>
[CollectionDefinition(Name)]
public sealed class InTrouble : ICollectionFixture<Shop>
{
    public const string Name = "in trouble";
}

/// <summary>Items that want a proof or a place in a waiting room before they sell.</summary>
[CollectionDefinition(Name)]
public sealed class AtTheGate : ICollectionFixture<Shop>
{
    public const string Name = "at the gate";
}

/// <summary>Operators at work.</summary>
[CollectionDefinition(Name)]
public sealed class AtTheDesk : ICollectionFixture<Shop>
{
    public const string Name = "at the desk";
}

/// <summary>Every page of the shop, looked at.</summary>
[CollectionDefinition(Name)]
public sealed class LookingAtTheShop : ICollectionFixture<Shop>
{
    public const string Name = "looking at the shop";
}

/// <summary>Every page of the desk, looked at.</summary>
[CollectionDefinition(Name)]
public sealed class LookingAtTheDesk : ICollectionFixture<Shop>
{
    public const string Name = "looking at the desk";
}

/// <summary>The order in which the collections begin.</summary>
public sealed class BrowserLongestFirst() : LongestFirst(
    LookingAtTheShop.Name, InTheShop.Name, AtTheDesk.Name, OfOneWish.Name, LookingAtTheDesk.Name, AtTheGate.Name, InTrouble.Name,
    typeof(SignInSpec).FullName!);
