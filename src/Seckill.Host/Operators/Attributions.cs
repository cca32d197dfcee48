using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;

namespace Seckill.Host.Operators;

/// <summary>Names the operator behind a request, its trace, and this node.</summary>
internal sealed class Attributions(IServiceProvider services)
{
    /// <summary>Known only when the actor system runs; requests come later than that.</summary>
    private readonly Lazy<string?> _node = new(() => NameOf(Cluster.Get(services.GetRequiredService<ActorSystem>()).SelfAddress));

    /// <summary>Who sends a request to an operators' endpoint, without a reason. A refusal shows the trace as <c>traceId</c>.</summary>
    public Attribution Of(HttpContext context) =>
        new() { Actor = Caller.Of(context).Buyer, Trace = TraceOf(context), Node = _node.Value };

    /// <summary>The trace that the request belongs to: of the current activity, else of its <c>traceparent</c>, else a new one.</summary>
    private static TraceId TraceOf(HttpContext context)
    {
        var headers = context.Request.Headers.TraceParent;
        var id = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId
            : headers.Count == 1 && ActivityContext.TryParse(headers[0], traceState: null, out var parent) ? parent.TraceId
            : ActivityTraceId.CreateRandom();
        context.TraceIdentifier = id.ToHexString();
        return TraceId.Parse(context.TraceIdentifier);
    }

    private static string? NameOf(Address self) =>
        self.Host is null ? null : string.Create(CultureInfo.InvariantCulture, $"{self.Host}:{self.Port}");
}
