using Seckill.Host.Access.Tickets;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;

namespace Seckill.Host.Access.Challenges;

/// <summary>Where challenges are to be had.</summary>
internal static class ChallengeEndpoints
{
    private const string KindParameter = "kind";

    public static void MapChallenges(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/items/{itemId}/challenge", Issue)
            .ForCallers()
            .Describes(
                Tag.Shoppers, "getChallenge", "Gets a challenge for an item",
                "An item that says `challengeRequired` gives tickets only for a solved challenge. It is for this buyer and this item, and buys "
                + "once. It may be got and solved shortly before the start; where there is a waiting room, at any time, and it is handed in "
                + "on the way into that. `work` costs the device some seconds at most; `wait` costs it "
                + "nothing and takes longer, for whoever cannot or does not want to compute.")
            .TakesQuery(KindParameter, "What to do for a ticket; `work` when left out.", values: ChallengeKinds.Names)
            .Answers<ChallengeResource>(200, "A challenge. Hand all of it in with `POST /api/items/{itemId}/ticket`, or `…/queue`, and its `number` with it.")
            .Refuses(
                ProblemKind.ValidationFailed, ProblemKind.Unauthenticated, ProblemKind.ItemNotFound, ProblemKind.NotStarted,
                ProblemKind.SoldOut, ProblemKind.Paused, ProblemKind.Closed, ProblemKind.RateLimited, ProblemKind.Overloaded);

    private static IResult Issue(string itemId, HttpContext context, TicketHours hours, ChallengeDesk challenges)
    {
        var name = context.Request.Query.ReadOne(KindParameter);
        if (name.Refusal is not null) return name.Refusal;
        if (ChallengeKinds.Read(name.Value ?? ChallengeKinds.Work) is not { } kind)
            return Problem.Invalid(KindParameter, $"'{KindParameter}' is {string.Join(" or ", ChallengeKinds.Names)}.");
        var item = hours.FindOpen(itemId, challenges.Lead);
        if (item.Value is not { } status) return item.Refusal!;
        var challenge = challenges.Issue(kind, Caller.Of(context).Buyer, status, ClientAddress.Of(context));
        return new JsonAnswer<ChallengeResource>(200, challenge, HostJson.Default.ChallengeResource);
    }
}
