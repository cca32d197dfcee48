using System.Diagnostics;
using Microsoft.Extensions.Options;
using Seckill.Actors.Telemetry;
using Seckill.Host.Errors;

namespace Seckill.Host.Telemetry;

/// <summary>
/// Traces a share of the requests, from the request on through the engine. It samples before there is an activity, so a request that is not
/// traced costs one random number. Not in the pipeline at all while tracing is off.
/// </summary>
internal sealed class RequestTraces(RequestDelegate next, IOptions<TelemetrySettings> settings)
{
    /// <summary>W3C Trace Context, Level 2: tells the caller under which id the request is traced.</summary>
    private const string Response = "traceresponse";

    /// <summary>The standard asks for at least so much of <c>tracestate</c> to be passed on; more is dropped.</summary>
    private const int StateCharsMax = 512;

    private readonly double _ratio = settings.Value.TraceRatio;
    private readonly bool _withCaller = settings.Value.TraceWithCaller;

    public Task InvokeAsync(HttpContext context)
    {
        // Probes and scrapes come every few seconds and say nothing about the sale.
        if (context.Request.Path.StartsWithSegments("/healthz") || context.Request.Path.StartsWithSegments("/metrics")) return next(context);
        var isChosen = _ratio >= 1 || Random.Shared.NextDouble() < _ratio;
        if (!isChosen && !_withCaller) return next(context);
        var parent = ReadParent(context.Request.Headers);
        return isChosen || parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? TraceAsync(context, parent) : next(context);
    }

    private async Task TraceAsync(HttpContext context, ActivityContext parent)
    {
        using var trace = EngineTraces.Source.StartActivity(MethodOf(context.Request), ActivityKind.Server, parent);
        if (trace is not null)
        {
            // Refusals and log lines name this.
            context.TraceIdentifier = trace.TraceId.ToHexString();
            context.Response.Headers[Response] = trace.Id;
        }

        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            if (trace is not null) Describe(trace, context);
        }
    }

    private static void Describe(Activity trace, HttpContext context)
    {
        var (method, status) = (MethodOf(context.Request), context.Response.StatusCode);
        trace.SetTag("http.request.method", method).SetTag("http.response.status_code", status).SetTag("url.scheme", context.Request.Scheme);
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            trace.DisplayName = $"{method} {route}";
            trace.SetTag("http.route", route);
        }

        if (context.Features.Get<Problem>() is { } refusal) trace.SetTag("error.type", refusal.Kind.Code);
        if (status >= StatusCodes.Status500InternalServerError) trace.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>The caller's context; the default when it sent none, or none that can be read.</summary>
    private static ActivityContext ReadParent(IHeaderDictionary headers)
    {
        if (headers.TraceParent is not [{ } parent]) return default;
        var state = headers.TraceState is [{ Length: <= StateCharsMax } one] ? one : null;
        return ActivityContext.TryParse(parent, state, isRemote: true, out var context) ? context : default;
    }

    /// <summary>A name from a short list: callers may invent methods.</summary>
    private static string MethodOf(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) ? HttpMethods.Get
        : HttpMethods.IsPost(request.Method) ? HttpMethods.Post
        : HttpMethods.IsPut(request.Method) ? HttpMethods.Put
        : HttpMethods.IsDelete(request.Method) ? HttpMethods.Delete
        : HttpMethods.IsHead(request.Method) ? HttpMethods.Head
        : HttpMethods.IsOptions(request.Method) ? HttpMethods.Options
        : "_OTHER";
}
