using Seckill.Host.Items;
using Seckill.Operations.Palette;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Errors;

/// <summary>Words the refusals of operators' commands like those of HTTP requests.</summary>
internal sealed class CommandRefusals : IRefusals
{
    public Refusal Of(Reply reply) => reply.ToProblem().ToRefusal();

    public Refusal ItemNotFound(string itemId) => Problem.ItemNotFound(itemId).ToRefusal();

    public Refusal StillLoading() => ItemCatalogue.StillLoading().ToRefusal();
}

/// <summary>Turns problems of HTTP into refusals of commands, and back.</summary>
internal static class ProblemRefusals
{
    public static Refusal ToRefusal(this Problem problem) => new(problem.Kind.Code, problem.Detail, problem.Kind.IsTemporary);

    public static Problem ToProblem(this Refusal refusal) =>
        new(ProblemKind.All.FirstOrDefault(kind => kind.Code == refusal.Code) ?? ProblemKind.InternalError, refusal.Detail);
}
