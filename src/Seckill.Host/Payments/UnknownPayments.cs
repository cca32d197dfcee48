using System.Diagnostics.Metrics;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;

namespace Seckill.Host.Payments;

/// <summary>
/// Refuses signed reports of payments that the provider's book does not know. Either the webhook secret has leaked, or two shops share
/// it, or a book was lost. So each report is counted, and the log mentions it once in a while.
/// </summary>
internal sealed class UnknownPayments(ILogger<UnknownPayments> log, TimeProvider time)
{
    private static readonly Counter<long> Refused = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.payment.unknown", "{webhook}", "Signed reports of money for payments that the provider's book does not know.");

    private readonly LogThrottle _throttle = new(time, TimeSpan.FromSeconds(5));

    /// <summary>Makes the counter appear with 0 once an exporter listens.</summary>
    public static void Announce() => Refused.Add(0);

    /// <summary>Counts and refuses one report.</summary>
    public Problem Refuse(PaymentId payment, OrderId order)
    {
        Refused.Add(1);
        if (_throttle.IsOpen(out var untold))
        {
            log.LogWarning(
                "A signed webhook reports payment {Payment} for order {Order}, but the provider's book does not know that payment "
                + "({Untold} more since the last line). Check who else has the webhook secret.",
                payment, order, untold);
        }

        return new Problem(ProblemKind.PaymentUnknown, "The provider's book does not know this payment. No order was changed.");
    }
}
