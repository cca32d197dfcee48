using Seckill.Actors.Ledger;
using Seckill.Storage;

namespace Seckill.Host.Errors;

/// <summary>
/// Makes sure that every refusal has a body with a code, whether it comes from routing, the server's own checks, or a defect. First in
/// the pipeline.
/// </summary>
internal sealed class ProblemMiddleware(RequestDelegate next, OutageLog outages, DefectLog defects)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has left.
            return;
        }
        catch (StorageUnavailableException error)
        {
            outages.Tell("Requests fail for want of the storage", error);
            var problem = new Problem(ProblemKind.OutcomeUnknown, "The storage does not answer at present. Repeating the request is safe.");
            await RefuseAsync(context, problem).ConfigureAwait(false);
            return;
        }
        catch (LedgerContradictedException damage)
        {
            // Permanent for this row or entry, and no defect of the request: the text names what is to be mended.
            defects.Tell(context, damage);
            await RefuseAsync(context, new Problem(ProblemKind.OutcomeUnknown, damage.Message)).ConfigureAwait(false);
            return;
        }
        catch (BadHttpRequestException error)
        {
            await RefuseAsync(context, new Problem(ProblemKind.ValidationFailed, error.Message)).ConfigureAwait(false);
            return;
        }
#pragma warning disable CA1031 // The last line of defence: any other exception becomes a logged 500 with a code, not a broken connection.
        catch (Exception error)
#pragma warning restore CA1031
        {
            defects.Tell(context, error);
            var problem = new Problem(ProblemKind.InternalError, "The request failed unexpectedly. Repeating it is safe.");
            await RefuseAsync(context, problem).ConfigureAwait(false);
            return;
        }

        if (IsRefusalWithoutBody(context.Response)) await RefuseAsync(context, ProblemOf(context)).ConfigureAwait(false);
    }

    private static bool IsRefusalWithoutBody(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentLength: null or 0 } && string.IsNullOrEmpty(response.ContentType);

    private static Task RefuseAsync(HttpContext context, Problem problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return problem.ExecuteAsync(context);
    }

    private static Problem ProblemOf(HttpContext context) => context.Response.StatusCode switch
    {
        404 => new Problem(ProblemKind.NotFound, $"Nothing is served at {context.Request.Path}."),
        405 => new Problem(ProblemKind.MethodNotAllowed, $"Allowed here: {context.Response.Headers.Allow}."),
        >= 500 => new Problem(ProblemKind.InternalError, "The request failed unexpectedly. Repeating it is safe."),
        _ => new Problem(ProblemKind.ValidationFailed, "The request is malformed."),
    };
}
