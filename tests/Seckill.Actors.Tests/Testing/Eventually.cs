using System.Runtime.CompilerServices;

namespace Seckill.Actors.Tests.Testing;

/// <summary>
/// Looks again every few milliseconds, within a bound, until something is so. The test kit's own <c>AwaitAssert</c> looks again after
/// 800 ms, and its <c>AwaitCondition</c> after a tenth of the bound, which made most of this project's time.
/// </summary>
internal static class Eventually
{
    /// <summary>Far more than anything here may take, so that a slow machine is not an error.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(2);

    /// <summary>Returns when the condition is true; fails with its text.</summary>
    public static Task BecomesTrueAsync(Func<bool> isSo, [CallerArgumentExpression(nameof(isSo))] string? condition = null) =>
        BecomesTrueAsync(() => Task.FromResult(isSo()), condition);

    /// <summary>Returns when the condition is true; fails with its text.</summary>
    public static async Task BecomesTrueAsync(Func<Task<bool>> isSo, [CallerArgumentExpression(nameof(isSo))] string? condition = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await isSo())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"Within {Patience} it did not become true: {condition}");
            await Task.Delay(LookEvery, CancellationToken.None);
        }
    }

    /// <summary>Returns when the assertion holds; fails as it last did.</summary>
    public static async Task HoldsAsync(Action assertion)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                assertion();
                return;
            }
            catch (Exception) when (!limit.IsCancellationRequested)
            {
                await Task.Delay(LookEvery, CancellationToken.None);
            }
        }
    }
}
