namespace Seckill.Host.Rehearsal;

/// <summary>How a rehearsal went.</summary>
/// <param name="Purchases">Purchases that were made.</param>
/// <param name="Took">How long it took, with its start and end.</param>
/// <param name="Failure">Why there was none; null when there was one, or when none was wanted.</param>
internal sealed record RehearsalReport(int Purchases, TimeSpan Took, string? Failure)
{
    /// <summary>None was wanted.</summary>
    public static RehearsalReport None { get; } = new(0, TimeSpan.Zero, Failure: null);

    /// <summary>Tells the log, once there is one.</summary>
    public void Tell(ILogger log)
    {
        if (Failure is not null)
            log.LogWarning("Could not rehearse: {Failure}. The node sells nevertheless, but slower in its first seconds.", Failure);
        else if (Purchases > 0)
            log.LogInformation("Rehearsed {Purchases} purchases in {Milliseconds} ms.", Purchases, (long)Took.TotalMilliseconds);
    }
}
