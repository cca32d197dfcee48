using System.Globalization;
using Microsoft.Net.Http.Headers;
using Seckill.Actors.Projections.Winners;
using Seckill.Domain.Shared;
using Seckill.Host.Errors;
using Seckill.Host.Wire;

namespace Seckill.Host.Operators.Proof;

/// <summary>
/// Streams an item's winners as JSON, or as CSV if the client prefers that. Memory is bounded by a page: the next page is read when the
/// client has taken the last one. A list that breaks off breaks the connection, so that nobody takes a part for the whole.
/// </summary>
internal sealed class WinnersAnswer(
    WinnersList winners, WinnersTurns turns, ItemId item, TimeProvider time, CancellationToken stopping) : IResult
{
    /// <summary>Names the entry, and its hash, that the list is held to: also in a CSV file's answer.</summary>
    public const string HeadHeader = "Seckill-Ledger-Head";

    private const string Csv = "text/csv";
    private const string Json = "application/json";

    /// <summary>Longest export. A client that reads slowly must not keep a turn for ever; one that does not read keeps it for seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (!turns.TryTake())
        {
            await new Problem(ProblemKind.Overloaded, $"This node exports {WinnersTurns.AtOnceMax} lists already.").ExecuteAsync(httpContext);
            return;
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, httpContext.RequestAborted, stopping);
        try
        {
            await StreamAsync(httpContext, either.Token);
        }
        catch (OperationCanceledException)
        {
            httpContext.Abort();
        }
        finally
        {
            turns.Return();
        }
    }

    private async Task StreamAsync(HttpContext context, CancellationToken cancellation)
    {
        var export = await winners.OpenAsync(item, cancellation);
        if (export.Refusal is { } why)
        {
            await new Problem(ProblemKind.OutcomeUnknown, why).ExecuteAsync(context);
            return;
        }

        var basis = export.Basis;
        using var json = new WinnersJson();
        IWinnersFormat format = WantsCsv(context.Request) ? new WinnersCsv() : json;
        var pages = export.ReadAsync(cancellation).GetAsyncEnumerator(cancellation);
        await using (pages)
        {
            // Before the answer begins: an outage can still be told.
            var hasPage = await pages.MoveNextAsync();
            Announce(context.Response, format, basis);
            if (HttpMethods.IsHead(context.Request.Method)) return;
            var (body, count) = (new StreamedBody(context, StreamedBody.PatienceWithTurn, time), 0L);
            format.Begin(body.Writer, basis);
            for (; hasPage; hasPage = await pages.MoveNextAsync())
            {
                foreach (var winner in pages.Current) format.Write(body.Writer, winner);
                count += pages.Current.Count;
                await body.FlushAsync(cancellation);
            }

            format.End(body.Writer, count);
            await body.FlushAsync(cancellation);
        }
    }

    private static void Announce(HttpResponse response, IWinnersFormat format, WinnersBasis basis)
    {
        var (entry, hash) = (basis.Revision.ToString(CultureInfo.InvariantCulture), basis.Head?.ToString() ?? "none");
        response.ContentType = format.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers[HeadHeader] = $"{entry} {hash}";
        // The name carries the head, because a saved file has no headers.
        response.Headers.ContentDisposition = $"attachment; filename=\"winners-{basis.Item}-{entry}-{hash}.{format.Extension}\"";
    }

    /// <summary>Whether CSV is accepted, and no less welcome than JSON.</summary>
    private static bool WantsCsv(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var accepted)) return false;
        return QualityOf(Csv) is { } csv and > 0 && csv >= (QualityOf(Json) ?? 0);

        double? QualityOf(string type) => accepted
            .Where(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Max(one => (double?)(one.Quality ?? 1));
    }
}
