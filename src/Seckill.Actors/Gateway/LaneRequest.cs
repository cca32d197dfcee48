using System.Diagnostics;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Gateway;

/// <summary>
/// A caller's wait in a lane: queued, then either sent or abandoned, never both. Its continuation runs on the thread that completes it,
/// so code that completes many requests spreads them over threads (<see cref="LaneAnswers"/>).
/// </summary>
internal sealed class LaneRequest(ICommand command, long deadline, Activity? trace = null)
{
    private const int Queued = 0;
    private const int Sent = 1;
    private const int Abandoned = 2;

    private readonly TaskCompletionSource<Reply> _reply = new();
    private CancellationTokenRegistration _leaving;
    private int _stage = Queued;

    public ICommand Command => command;

    /// <summary>Timestamp at which the wait times out.</summary>
    public long Deadline => deadline;

    /// <summary>The activity of the HTTP request; null when it is not traced.</summary>
    public Activity? Trace => trace;

    public Task<Reply> Task => _reply.Task;

    public bool IsDone => _reply.Task.IsCompleted;

    public bool TrySend() => Interlocked.CompareExchange(ref _stage, Sent, Queued) == Queued;

    public bool TryAbandon() => Interlocked.CompareExchange(ref _stage, Abandoned, Queued) == Queued;

    public void Complete(Reply reply)
    {
        _leaving.Unregister();
        _reply.TrySetResult(reply);
    }

    /// <summary>Ends the wait when the caller leaves; a request that was not sent by then never is.</summary>
    public void LeaveOn(CancellationToken cancellation)
    {
        _leaving = cancellation.UnsafeRegister(
            static (request, token) => ((LaneRequest)request!).Leave(token), this);
        if (IsDone) _leaving.Unregister();
    }

    private void Leave(CancellationToken cancellation)
    {
        TryAbandon();
        _reply.TrySetCanceled(cancellation);
    }
}
