using Seckill.Actors.Reconciliation;
using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.OpenApi;
using Seckill.Host.Wire;

namespace Seckill.Host.Health;

/// <summary>Endpoints for load balancers and supervisors.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", HealthAsync)
            .FromMemory()
            .Describes(
                Tag.Service, "getHealth", "Tells whether all is well",
                "The same as readiness, and `degraded` with reasons while the node can sell but ledger, orders table and payments differ.")
            .Answers<HealthResource>(200, "Ready, or degraded.")
            .Refuses(ProblemKind.NotReady);
        routes.MapGet("/healthz/ready", ReadyAsync)
            .FromMemory()
            .Describes(Tag.Service, "getReadiness", "Tells whether this node can sell", "Asked anew each time; `checks` says what holds.")
            .Answers<HealthResource>(200, "Ready.")
            .Refuses(ProblemKind.NotReady);
        routes.MapGet("/healthz/live", (Readiness readiness) => Live(readiness))
            .FromMemory()
            .Describes(Tag.Service, "getLiveness", "Tells whether the process should live on")
            .Answers<HealthResource>(200, "Alive.")
            .Refuses(ProblemKind.NotReady);
    }

    private static async Task<IResult> HealthAsync(Readiness readiness, ReconciliationBoard books)
    {
        var checks = await readiness.CheckAsync();
        if (!checks.IsReady) return NotReady(checks);
        string[] reasons = books.Newest is { Differences: > 0 } found
            ? [$"Ledger, orders table and payments do not agree: {Count(found.Differences, "difference")} in {Count(found.ItemsDiffering, "item")}. "
                + "'reconciliation show' names them."]
            : [];
        return Ready(checks, reasons);
    }

    private static string Count(long number, string thing) => $"{number} {thing}{(number == 1 ? "" : "s")}";

    private static async Task<IResult> ReadyAsync(Readiness readiness)
    {
        var checks = await readiness.CheckAsync();
        return checks.IsReady ? Ready(checks, []) : NotReady(checks);
    }

    private static JsonAnswer<HealthResource> Ready(HealthChecks checks, string[] reasons)
    {
        var health = reasons.Length == 0
            ? new HealthResource { Status = "ready", Checks = checks }
            : new HealthResource { Status = "degraded", Checks = checks, Reasons = reasons };
        return new JsonAnswer<HealthResource>(200, health, HostJson.Default.HealthResource);
    }

    private static Problem NotReady(HealthChecks checks) => new(ProblemKind.NotReady, "At least one check does not hold.") { Checks = checks };

    private static IResult Live(Readiness readiness) => readiness.IsAlive
        ? new JsonAnswer<HealthResource>(200, new HealthResource { Status = "alive" }, HostJson.Default.HealthResource)
        : new Problem(ProblemKind.NotReady, "The actor system has ended; this process has to be started again.");
}
