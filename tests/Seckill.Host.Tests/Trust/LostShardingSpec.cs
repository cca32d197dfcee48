using Xunit;

namespace Seckill.Host.Tests.Trust;

/// <summary>Items, and the journal and snapshots that they need.</summary>
public sealed class LostShardingSpec : LostPart
{
    [Theory]
    [InlineData("/system/sharding/items")]
    [InlineData("/system/sharding/itemsCoordinator")]
    [InlineData("/system/sharding/itemsCoordinator/singleton")]
    [InlineData("/system/sharding/itemsReplicator")]
    [InlineData("/system/akka.persistence.journal.sql")]
    [InlineData("/system/akka.persistence.snapshot-store.sql")]
    [InlineData("/system/recoveryPermitter-akka.persistence.journal.sql")]
    [InlineData("/system/recoveryPermitter-akka.persistence.snapshot-store.sql")]
    public Task A_host_that_has_lost_a_part_ends_with_a_code_of_its_own(string part) => ShouldEndTheHostAsync(part);
}
