using Seckill.Actors.Gateway;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Health;

/// <summary>
/// Whether items answer this node. The question goes all the way: shard region, shard, item, journal. The items do not exist, so the
/// question leaves nothing behind. There are several, in different shards and so usually on different nodes, and one answer is enough:
/// the loss of one node must not make all others report not ready.
/// </summary>
public sealed class ItemPulse
{
    /// <summary>Longer than any answer of a healthy item, shorter than the patience of a load balancer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly OrderId[] Nothings =
        [.. new[] { "warm-up", "warm-up-2", "warm-up-3" }.Select(item => new OrderId(ItemId.Parse(item), 1))];

    private readonly ItemGateway _gateway;
    private readonly SharedProbe _probe;

    /// <summary>Makes the pulse of a node.</summary>
    public ItemPulse(ItemGateway gateway, TimeProvider time)
    {
        _gateway = gateway;
        _probe = new SharedProbe(AnyAnswersAsync, Patience, time);
    }

    /// <summary>Asks, or shares the answer to a question just asked. Cannot throw.</summary>
    public Task<bool> IsBeatingAsync() => _probe.AskAsync();

    private async Task<bool> AnyAnswersAsync(CancellationToken cancellation)
    {
        await foreach (var asked in Task.WhenEach(Nothings.Select(order => AnswersAsync(order, cancellation))).ConfigureAwait(false))
        {
            if (await asked.ConfigureAwait(false)) return true;
        }

        return false;
    }

    private async Task<bool> AnswersAsync(OrderId order, CancellationToken cancellation)
    {
        try
        {
            var reply = await _gateway.FindOrderAsync(order, cancellation).ConfigureAwait(false);
            // Only a working item gives these answers. "Overloaded" may come from this node itself, or mean an unreadable ledger.
            return reply.Outcome is Outcome.OrderNotFound or Outcome.Found or Outcome.OrderForgotten;
        }
#pragma warning disable CA1031 // Cancelled, or the actor system is gone.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
