namespace Seckill.Host.Hosting;

/// <summary>Waiting for the host.</summary>
internal static class Lifetimes
{
    /// <summary>Completes when the host serves. False if it never will, because it stops or could not start.</summary>
    public static async Task<bool> WhenStartedAsync(this IHostApplicationLifetime lifetime, CancellationToken stopping)
    {
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStarted = lifetime.ApplicationStarted.Register(() => started.TrySetResult(true));
        await using var onStopping = stopping.Register(() => started.TrySetResult(false));
        return await started.Task;
    }
}
