using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Storage;

namespace Seckill.Host.Operators;

/// <summary>Marks an endpoint whose every call goes into the operations log.</summary>
internal sealed class RecordsOperation(string command) : IWrapsRequests
{
    public RequestDelegate Wrap(RequestDelegate next, IServiceProvider services)
    {
        var recorder = services.GetRequiredService<OperationRecorder>();
        return context => recorder.RunAsync(command, context, next);
    }
}

/// <summary>
/// Names the operator behind a request, and reports how the request ended: as accepted, or as an attempt with the code of its refusal.
/// </summary>
internal sealed class OperationRecorder(OperationLog log, IServiceProvider services)
{
    private const string ItemParameter = "itemId";
    private const string OrderParameter = "orderId";

    /// <summary>Known only when the actor system runs; requests come later than that.</summary>
    private readonly Lazy<string?> _node = new(() => NameOf(Cluster.Get(services.GetRequiredService<ActorSystem>()).SelfAddress));

    public async Task RunAsync(string command, HttpContext context, RequestDelegate next)
    {
        var call = Begin(command, context);
        context.Features.Set(call);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            Refused(call, CodeOf(error));
            throw;
        }

        if (context.Features.Get<Problem>() is { } refusal) Refused(call, refusal.Kind.Code);
        else if (call.Outcome is null or OperationNames.Unchanged) Refused(call, OperationNames.Unchanged);
        else log.Accepted(call.By, call.Command, call.Item!.Value, call.Detail, call.Outcome);
    }

    private RecordedCall Begin(string command, HttpContext context)
    {
        var by = new Attribution { Actor = Caller.Of(context).Buyer, Trace = TraceOf(context), Node = _node.Value };
        var call = new RecordedCall(command, by);
        if (ItemId.TryParse(context.GetRouteValue(ItemParameter) as string, out var item))
            call.Item = item;
        else if (OrderId.TryParse(context.GetRouteValue(OrderParameter) as string, out var order))
            (call.Item, call.Detail) = (order.Item, order.ToString());
        return call;
    }

    /// <summary>
    /// The trace that the request belongs to: of the current activity, else of its <c>traceparent</c>, else a new one. A refusal shows it
    /// as <c>traceId</c>.
    /// </summary>
    private static TraceId TraceOf(HttpContext context)
    {
        var headers = context.Request.Headers.TraceParent;
        var id = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId
            : headers.Count == 1 && ActivityContext.TryParse(headers[0], traceState: null, out var parent) ? parent.TraceId
            : ActivityTraceId.CreateRandom();
        context.TraceIdentifier = id.ToHexString();
        return TraceId.Parse(context.TraceIdentifier);
    }

    private void Refused(RecordedCall call, string code) => log.Attempted(call.By, call.Command, call.Item, call.Detail, code);

    /// <summary>What <see cref="ProblemMiddleware"/> answers. A client that has left may have left after the item's decision.</summary>
    private static string CodeOf(Exception error) => error switch
    {
        OperationCanceledException or StorageUnavailableException => ProblemKind.OutcomeUnknown.Code,
        BadHttpRequestException => ProblemKind.ValidationFailed.Code,
        _ => ProblemKind.InternalError.Code,
    };

    private static string? NameOf(Address self) =>
        self.Host is null ? null : string.Create(CultureInfo.InvariantCulture, $"{self.Host}:{self.Port}");
}
