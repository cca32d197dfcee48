using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Listening;
using Seckill.Host.Telemetry;

namespace Seckill.Host.Hosting;

/// <summary>What every request of the main listener passes through, in this order, before an endpoint sees it.</summary>
internal static class Edge
{
    /// <summary>Adds the middleware. The order matters: an outer one sees what an inner one refuses.</summary>
    public static void UseEdge(this WebApplication app)
    {
        TrustedProxies.Use(app);
        app.UseMiddleware<AnswerHeaders>().UseMiddleware<RequestOutcomes>().UseMiddleware<Farewell>().UseMiddleware<ProblemMiddleware>();
        KnownNames.Use(app);
        CorsSettings.Use(app);
        app.UseRouting().UseMiddleware<Admission>();
    }
}
