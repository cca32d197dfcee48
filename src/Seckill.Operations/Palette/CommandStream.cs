namespace Seckill.Operations.Palette;

/// <summary>An open stream of a command's output. It holds a place on this node until it is disposed.</summary>
public sealed class CommandStream : IDisposable
{
    private readonly Func<CancellationToken, IAsyncEnumerable<Output>> _read;
    private readonly IDisposable _seat;
    private readonly IDisposable? _turn;

    internal CommandStream(Func<CancellationToken, IAsyncEnumerable<Output>> read, IDisposable seat, IDisposable? turn) =>
        (_read, _seat, _turn) = (read, seat, turn);

    /// <summary>What the command says. Its failures are an <see cref="Output.End"/>; only a cancellation throws.</summary>
    public IAsyncEnumerable<Output> ReadAsync(CancellationToken cancellation) => _read(cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn?.Dispose();
        _seat.Dispose();
    }
}
