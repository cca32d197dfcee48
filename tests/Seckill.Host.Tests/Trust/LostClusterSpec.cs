using Xunit;

namespace Seckill.Host.Tests.Trust;

/// <summary>What makes the process a node of a cluster.</summary>
public sealed class LostClusterSpec : LostPart
{
    [Theory]
    [InlineData("/system/distributedPubSubMediator")]
    [InlineData("/system/cluster/core/daemon")]
    [InlineData("/system/cluster/core/daemon/downingProvider")]
    [InlineData("/system/cluster/core/daemon/heartbeatSender")]
    [InlineData("/system/cluster/core/publisher")]
    [InlineData("/system/cluster/heartbeatReceiver")]
    public Task A_host_that_has_lost_a_part_ends_with_a_code_of_its_own(string part) => ShouldEndTheHostAsync(part);
}
