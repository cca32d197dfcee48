using Seckill.Storage.Rehearsal;

namespace Seckill.Host.Rehearsal;

/// <summary>How a rehearsal went.</summary>
/// <param name="Purchases">Purchases that were made.</param>
/// <param name="Took">How long it took, with its start and end.</param>
/// <param name="Failure">Why there was none; null when there was one, or when none was wanted.</param>
internal sealed record RehearsalReport(int Purchases, TimeSpan Took, string? Failure)
{
    /// <summary>None was wanted.</summary>
    public static RehearsalReport None { get; } = new(0, TimeSpan.Zero, Failure: null);

    /// <summary>The node was wanted at once.</summary>
    public static RehearsalReport InMidSale { get; } = new(0, TimeSpan.Zero, Failure: null) { IsInMidSale = true };

    /// <summary>What was sold; null when nothing was.</summary>
    public SaleSample? Sale { get; init; }

    /// <summary>Its directory, if that is still there; null when nothing is left.</summary>
    public string? Left { get; init; }

    /// <summary>Whether there was none because something sells already.</summary>
    private bool IsInMidSale { get; init; }

    /// <summary>Tells the log, once there is one.</summary>
    public void Tell(ILogger log)
    {
        if (Failure is not null)
            log.LogWarning("Could not rehearse: {Failure}. The node sells nevertheless, but slower in its first seconds.", Failure);
        else if (IsInMidSale)
            log.LogInformation("Something sells at this moment, so the node starts without a rehearsal.");
        else if (Purchases > 0)
            log.LogInformation("Rehearsed {Purchases} purchases in {Milliseconds} ms.", Purchases, (long)Took.TotalMilliseconds);
        if (Left is not null) log.LogWarning("The rehearsal has left its directory {Directory}. Delete it when this node has ended, if it is still there.", Left);
    }
}
