using System.Diagnostics;
using System.Globalization;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Seckill.Host.Errors;

namespace Seckill.Host.Listening;

/// <summary>
/// Gives a body to requests that the server refuses before any code of the product runs: a request line or headers that are too long,
/// malformed or too late. The server has no hook for a body, but it notifies a diagnostic listener of each such request just before it
/// answers, and the listener can reach the connection. It listens to no other event, so nothing else has a cost.
/// </summary>
/// <remarks>
/// It does not work where the server terminates TLS itself, because the connection's writer is outside the encryption, or over HTTP/2:
/// such a refusal keeps its status and has no body. A connection that is refused, or that never sends a byte, is closed without an answer.
/// </remarks>
internal sealed class ServerRefusals(TimeProvider time) : DiagnosticSource
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public override bool IsEnabled(string name) => name == BadRequest;

    public override void Write(string name, object? value)
    {
        if (name != BadRequest || value is not IFeatureCollection request) return;
        if (request.Get<IHttpResponseFeature>() is not { HasStarted: false } response) return;
        if (request.Get<ITlsHandshakeFeature>() is not null || request.Get<IHttp2StreamIdFeature>() is not null) return;
        if (request.Get<AnswerWriter>() is { } connection) connection.SendInstead(AnswerTo(request, response));
    }

    private byte[] AnswerTo(IFeatureCollection request, IHttpResponseFeature response)
    {
        var kind = response.StatusCode == StatusCodes.Status405MethodNotAllowed ? ProblemKind.MethodNotAllowed : ProblemKind.ValidationFailed;
        var detail = request.Get<IBadRequestExceptionFeature>()?.Error?.Message ?? "The request is malformed.";
        var traceId = request.Get<IHttpRequestIdentifierFeature>()?.TraceIdentifier ?? "";
        var body = new Problem(kind, detail).Serialize(response.StatusCode, traceId);

        var head = new StringBuilder();
        var reason = ReasonPhrases.GetReasonPhrase(response.StatusCode);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.StatusCode} {reason}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n")
            .Append("Connection: close\r\n")
            .Append($"Content-Type: {MediaTypeNames.Application.ProblemJson}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Date: {time.GetUtcNow():R}\r\n")
            .Append("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
        if (response.Headers.Allow is { Count: > 0 } allowed) head.Append(CultureInfo.InvariantCulture, $"Allow: {allowed}\r\n");
        head.Append("\r\n");

        var isHead = request.Get<IHttpRequestFeature>() is { Method: { } method } && HttpMethods.IsHead(method);
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. isHead ? [] : body];
    }
}
