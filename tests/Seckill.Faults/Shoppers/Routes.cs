using Seckill.Faults.Topology;

namespace Seckill.Faults.Shoppers;

/// <summary>
/// Chooses a node for each request as a load balancer does: by readiness, asked all the time, and around a node that just failed.
/// Some requests stray to any node, ready or not.
/// </summary>
internal sealed class Routes : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AvoidFor = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<ClusterNode> _nodes;
    private readonly int _strayPercent;
    private readonly bool[] _ready;
    private readonly long[] _avoidUntilMs;
    private readonly CancellationTokenSource _closing = new();
    private readonly Wire _wire = new(Patience);
    private readonly Task[] _asking;

    public Routes(IReadOnlyList<ClusterNode> nodes, int strayPercent)
    {
        (_nodes, _strayPercent) = (nodes, strayPercent);
        _ready = [.. nodes.Select(_ => true)];
        _avoidUntilMs = new long[nodes.Count];
        _asking = [.. nodes.Select((_, index) => AskAsync(index))];
    }

    public ClusterNode Pick(Random random)
    {
        if (random.Next(100) < _strayPercent) return _nodes[random.Next(_nodes.Count)];
        var start = random.Next(_nodes.Count);
        var now = Environment.TickCount64;
        for (var i = 0; i < _nodes.Count; i++)
        {
            var index = (start + i) % _nodes.Count;
            if (Volatile.Read(ref _ready[index]) && Volatile.Read(ref _avoidUntilMs[index]) <= now) return _nodes[index];
        }

        return _nodes[start];
    }

    /// <summary>Tells that a node did not answer.</summary>
    public void Avoid(ClusterNode node) =>
        Volatile.Write(ref _avoidUntilMs[node.Number - 1], Environment.TickCount64 + (long)AvoidFor.TotalMilliseconds);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_asking);
        _wire.Dispose();
        _closing.Dispose();
    }

    private async Task AskAsync(int index)
    {
        using var ask = new PeriodicTimer(AskEvery);
        try
        {
            while (true)
            {
                var heard = await _wire.SendAsync(_nodes[index], new Call(HttpMethod.Get, "/healthz/ready"));
                Volatile.Write(ref _ready[index], heard.Status == 200);
                await ask.WaitForNextTickAsync(_closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }
}
