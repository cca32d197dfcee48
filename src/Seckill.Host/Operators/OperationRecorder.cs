using Seckill.Actors.Operators;
using Seckill.Domain.Shared;
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
internal sealed class OperationRecorder(OperationLog log, Attributions attributions)
{
    private const string ItemParameter = "itemId";
    private const string OrderParameter = "orderId";

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
        else if (call.Item is { } item) log.Accepted(call.By, call.Command, item, call.Detail, call.Outcome);
        else log.Done(call.By, call.Command, item: null, call.Detail);
    }

    private RecordedCall Begin(string command, HttpContext context)
    {
        var call = new RecordedCall(command, attributions.Of(context));
        if (ItemId.TryParse(context.GetRouteValue(ItemParameter) as string, out var item))
            call.Item = item;
        else if (OrderId.TryParse(context.GetRouteValue(OrderParameter) as string, out var order))
            (call.Item, call.Detail) = (order.Item, order.ToString());
        return call;
    }

    private void Refused(RecordedCall call, string code) => log.Attempted(call.By, call.Command, call.Item, call.Detail, code);

    /// <summary>What <see cref="ProblemMiddleware"/> answers. A client that has left may have left after the item's decision.</summary>
    private static string CodeOf(Exception error) => error switch
    {
        OperationCanceledException or StorageUnavailableException => ProblemKind.OutcomeUnknown.Code,
        BadHttpRequestException => ProblemKind.ValidationFailed.Code,
        _ => ProblemKind.InternalError.Code,
    };
}
