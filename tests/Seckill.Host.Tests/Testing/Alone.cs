using Xunit;

namespace Seckill.Host.Tests.Testing;

/// <summary>Tests that hold the host to a time on the clock run after all others: those would take the time from them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
