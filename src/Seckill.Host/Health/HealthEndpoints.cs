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
        routes.MapGet("/healthz", ReadyAsync)
            .FromMemory()
            .Describes(Tag.Service, "getHealth", "Tells whether all is well", "The same as readiness.")
            .Answers<HealthResource>(200, "Ready.")
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

    private static async Task<IResult> ReadyAsync(Readiness readiness)
    {
        var checks = await readiness.CheckAsync();
        return checks.IsReady
            ? new JsonAnswer<HealthResource>(200, new HealthResource { Status = "ready", Checks = checks }, HostJson.Default.HealthResource)
            : new Problem(ProblemKind.NotReady, "At least one check does not hold.") { Checks = checks };
    }

    private static IResult Live(Readiness readiness) => readiness.IsAlive
        ? new JsonAnswer<HealthResource>(200, new HealthResource { Status = "alive" }, HostJson.Default.HealthResource)
        : new Problem(ProblemKind.NotReady, "The actor system has ended; this process has to be started again.");
}
