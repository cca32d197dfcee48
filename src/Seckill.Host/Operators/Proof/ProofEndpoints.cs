using Seckill.Actors.Board;
using Seckill.Actors.Projections.Winners;
using Seckill.Host.Errors;
using Seckill.Host.Items;
using Seckill.Host.OpenApi;

namespace Seckill.Host.Operators.Proof;

/// <summary>What a shop shows to those who doubt it.</summary>
internal static class ProofEndpoints
{
    private static readonly ProblemKind[] Refusals =
    [
        ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.ItemNotFound, ProblemKind.Overloaded,
        ProblemKind.OutcomeUnknown,
    ];

    public static void MapProof(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/items/{itemId}/verify", (string itemId, HttpContext context, LedgerProof proof) =>
                proof.VerifyAsync(itemId, context.RequestAborted))
            .Describes(
                Tag.Operators, "verifyItem", "Verifies an item's ledger",
                "Reads every stored byte, recomputes the hash chain, and compares it with the heads that the item, the board, snapshots and the "
                + "table know. Names the first entry that was changed, removed or inserted.")
            .Answers<VerificationResource>(200, "What was found.")
            .Refuses(Refusals);

        admin.MapGet("/items/{itemId}/winners", ListWinners)
            .Describes(
                Tag.Operators, "listWinners", "Exports everybody who got an order of an item",
                "All orders, whatever became of them, in the order in which the item served them; each with the hash of the ledger entry that made "
                + "it. JSON, or CSV by `Accept: text/csv`. In CSV a buyer's name that begins with `=`, `+`, `-`, `@` or `'` has a `'` in front.")
            .Answers<WinnersResource>(200, "The list, as long as it is.")
            .AnswersAlso(200, "text/csv")
            .GivesHeader(
                200, "Content-Disposition", "A file name with the ledger entry and its hash.",
                "attachment; filename=\"winners-phone-17-9f2c….csv\"")
            .GivesHeader(200, WinnersAnswer.HeadHeader, "The ledger entry that the list is held to, and its hash, or `none`.", "17 9f2c…")
            .Refuses(Refusals);
    }

    private static IResult ListWinners(
        string itemId, Board board, WinnersList winners, WinnersTurns turns, TimeProvider time, IHostApplicationLifetime lifetime) =>
        board.TryFind(itemId, out var status, out var refusal)
            ? new WinnersAnswer(winners, turns, status.Id, time, lifetime.ApplicationStopping)
            : refusal;
}
