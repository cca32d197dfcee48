using System.Diagnostics.Metrics;
using Seckill.Actors.Telemetry;
using Seckill.Host.Errors;
using Seckill.Host.Orders;
using Seckill.Operations.Rates;

namespace Seckill.Host.Telemetry;

/// <summary>Counts requests of described operations by outcome, measures the time of purchases, and tells consoles that watch of refused ones.</summary>
internal sealed class RequestOutcomes(RequestDelegate next, PurchaseTally tally, TimeProvider time)
{
    private static readonly Counter<long> Requests = EngineMetrics.Meter.CreateCounter<long>(
        "seckill.requests", "{request}", "Requests by operation and by outcome: ok, created, not_modified, or a code of the contract.");

    private static readonly Histogram<double> PurchaseDuration = EngineMetrics.Meter.CreateHistogram<double>(
        "seckill.purchase.duration", "s", "Purchases from the first byte of the request to the last of the answer, by outcome.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
        });

    public async Task InvokeAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        await next(context).ConfigureAwait(false);
        if (context.GetEndpoint()?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is not { } operation) return;
        var refusal = context.Features.Get<Problem>();
        refusal?.Limit?.Count();
        var outcome = new KeyValuePair<string, object?>("outcome", OutcomeOf(context, refusal));
        Requests.Add(1, new KeyValuePair<string, object?>("operation", operation), outcome);
        if (operation != OrderEndpoints.BuyOperation) return;
        PurchaseDuration.Record(time.GetElapsedTime(began).TotalSeconds, outcome);
        if (refusal is not null && tally.IsWatched) tally.Refused((string?)context.GetRouteValue(Purchasing.ItemIdParameter));
    }

    private static string OutcomeOf(HttpContext context, Problem? refusal) => refusal?.Kind.Code ?? context.Response.StatusCode switch
    {
        StatusCodes.Status201Created => "created",
        StatusCodes.Status304NotModified => "not_modified",
        _ => "ok",
    };
}
