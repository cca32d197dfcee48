using Seckill.Actors.Board;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Wire;
using Seckill.Operations.Items.Audit;
using Seckill.Storage;

namespace Seckill.Host.Operators.Audit;

/// <summary>Audits over HTTP.</summary>
internal sealed class AuditAnswers(Board board, Auditor auditor, OutageLog outages)
{
    public async Task<IResult> AuditAsync(string itemId, CancellationToken cancellation)
    {
        if (!board.TryFind(itemId, out var status, out var refusal)) return refusal;
        try
        {
            var audit = await auditor.AuditAsync(status.Id, cancellation);
            return new JsonAnswer<AuditResource>(200, AuditResource.Of(audit), HostJson.Default.AuditResource);
        }
        catch (StorageUnavailableException outage)
        {
            outages.Tell("An audit fails for want of the storage", outage);
            return new Problem(ProblemKind.OutcomeUnknown, "The ledger or the tables do not answer at present.");
        }
        catch (TimeoutException tooLong)
        {
            return new Problem(ProblemKind.OutcomeUnknown, tooLong.Message);
        }
    }
}
