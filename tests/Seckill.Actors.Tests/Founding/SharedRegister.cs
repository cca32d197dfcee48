using System.Threading.Channels;
using Seckill.Actors.Founding;

namespace Seckill.Actors.Tests.Founding;

/// <summary>A register in memory.</summary>
internal sealed class SharedRegister : IClusterRegister
{
    private readonly Lock _gate = new();
    private readonly Channel<ClusterRecord> _reads = Channel.CreateUnbounded<ClusterRecord>();
    private ClusterRecord _record = new(0, []);

    public Task<ClusterRecord> ReadAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            _reads.Writer.TryWrite(_record);
            return Task.FromResult(_record);
        }
    }

    /// <summary>Completes when the register has been read once more than when this was last awaited.</summary>
    public async Task WhenReadAsync(CancellationToken cancellation) => await _reads.Reader.ReadAsync(cancellation);

    public Task<bool> TryWriteAsync(ClusterRecord seen, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_record.Beat != seen.Beat) return Task.FromResult(false);
            _record = new ClusterRecord(seen.Beat + 1, members);
            return Task.FromResult(true);
        }
    }
}

/// <summary>One node's way to a register, which can be led elsewhere.</summary>
internal sealed class RegisterRoute(IClusterRegister target) : IClusterRegister
{
    public IClusterRegister Target { get; set; } = target;

    public Task<ClusterRecord> ReadAsync(CancellationToken cancellation) => Target.ReadAsync(cancellation);

    public Task<bool> TryWriteAsync(ClusterRecord seen, IReadOnlyList<string> members, CancellationToken cancellation) =>
        Target.TryWriteAsync(seen, members, cancellation);
}
