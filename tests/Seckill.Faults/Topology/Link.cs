namespace Seckill.Faults.Topology;

/// <summary>
/// One direction-less piece of network between two parties. Cut, it swallows: connections stay open and nothing arrives, as when a
/// switch dies. Whoever lost bytes to a cut is hung up on once it heals, because what follows would make no sense to the receiver.
/// </summary>
internal sealed class Link
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _whole = Completed();
    private long _bytes;

    /// <summary>Whether nothing gets through.</summary>
    public bool IsCut
    {
        get
        {
            lock (_gate) return !_whole.Task.IsCompleted;
        }
    }

    /// <summary>Bytes that have got through, both ways.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Completes at once when the link is whole, otherwise when it has healed.</summary>
    public Task WhenWhole
    {
        get
        {
            lock (_gate) return _whole.Task;
        }
    }

    public void Cut()
    {
        lock (_gate)
        {
            if (_whole.Task.IsCompleted) _whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Heal()
    {
        lock (_gate) _whole.TrySetResult();
    }

    public void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }
}
