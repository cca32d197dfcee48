namespace Seckill.Cli;

/// <summary>Turns Ctrl-C into a cancellation, for as long as it is not disposed.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();

    public Interruption() => Console.CancelKeyPress += OnInterrupt;

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Token => _cancelled.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= OnInterrupt;
        _cancelled.Dispose();
    }

    private void OnInterrupt(object? sender, ConsoleCancelEventArgs interrupt)
    {
        interrupt.Cancel = true;
        _cancelled.Cancel();
    }
}
