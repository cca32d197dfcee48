using Seckill.Actors.Board;
using Seckill.Actors.Ledger.Chain;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.Wire;
using Seckill.Storage;

namespace Seckill.Host.Operators.Proof;

/// <summary>Answers whether an item's ledger is what the item wrote.</summary>
internal sealed class LedgerProof(
    Board board, ChainVerification verification, TimeProvider time, OutageLog outages, ILogger<LedgerProof> log)
{
    /// <summary>Longest verification. Whoever asked must not wait for ever.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public async Task<IResult> VerifyAsync(string itemId, CancellationToken cancellation)
    {
        if (!board.TryFind(itemId, out var status, out var refusal)) return refusal;
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await verification.VerifyAsync(status.Id, either.Token) is { } report
                ? Answer(report)
                : new Problem(ProblemKind.Overloaded, $"This node verifies {ChainVerification.AtOnceMax} ledgers already.");
        }
        catch (StorageUnavailableException outage)
        {
            outages.Tell("A verification fails for want of the storage", outage);
            return new Problem(ProblemKind.OutcomeUnknown, "The ledger does not answer at present.");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new Problem(ProblemKind.OutcomeUnknown, $"The ledger could not be read within {Limit.TotalSeconds} s.");
        }
    }

    private JsonAnswer<VerificationResource> Answer(ChainReport report)
    {
        if (report.Fault is { } fault)
            log.LogError("The ledger of {Item} does not hold at entry {Entry}: {Problem}", report.Item, fault.Entry, fault.Problem);
        return new JsonAnswer<VerificationResource>(200, VerificationResource.Of(report), HostJson.Default.VerificationResource);
    }
}
