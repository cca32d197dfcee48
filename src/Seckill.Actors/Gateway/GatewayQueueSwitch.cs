using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Settings;

namespace Seckill.Actors.Gateway;

/// <summary>Bounds the requests that wait for one item in one node's gateway.</summary>
public sealed class GatewayQueueSwitch(IOptions<SeckillLimits> limits) : NumberSwitch(
    "gateway-queue",
    "Requests that may wait for one item on one node; more get overloaded at once. Lower it to answer sooner when items are slow.",
    SeckillLimits.GatewayQueueMin, SeckillLimits.GatewayQueueMost, limits.Value.GatewayQueueMax)
{
    /// <inheritdoc/>
    public override string DefaultOption => $"{SeckillLimits.Section}:{nameof(SeckillLimits.GatewayQueueMax)}";
}
