using Akka.Event;

namespace Seckill.Actors.Hosting;

/// <summary>
/// Lets one second pass between lines about handshakes that failed at this node's own port. The library writes two for each, one with
/// a stack trace, and strangers decide how many those are. <see cref="ClusterTrust"/> says who was refused, and why, by itself.
/// </summary>
internal sealed class HandshakeLogFilter(TimeProvider time) : LogFilterBase
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private long _keptAt;

    /// <inheritdoc/>
    public override LogFilterType FilterType => LogFilterType.Source;

    /// <inheritdoc/>
    public override LogFilterDecision ShouldKeepMessage(LogEvent content, string? expandedMessage = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (!content.LogSource.StartsWith("TcpServerHandler", StringComparison.Ordinal)) return LogFilterDecision.NoDecision;
        var (keptAt, now) = (Volatile.Read(ref _keptAt), time.GetTimestamp());
        var isDue = keptAt == 0 || time.GetElapsedTime(keptAt, now) >= Quiet;
        return isDue && Interlocked.CompareExchange(ref _keptAt, now, keptAt) == keptAt ? LogFilterDecision.Keep : LogFilterDecision.Drop;
    }
}
