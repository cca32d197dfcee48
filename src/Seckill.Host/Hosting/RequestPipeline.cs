using Seckill.Host.Access;
using Seckill.Host.Errors;
using Seckill.Host.Listening;
using Seckill.Host.Telemetry;

namespace Seckill.Host.Hosting;

/// <summary>The middleware of the main listener, in the order in which every request passes through it before an endpoint.</summary>
internal static class RequestPipeline
{
    /// <summary>Adds the middleware. The order matters: an outer one sees what an inner one refuses.</summary>
    public static void UseRequestPipeline(this WebApplication app)
    {
        TrustedProxies.Use(app);
        app.UseTraces();
        app.UseMiddleware<AnswerHeaders>().UseMiddleware<RequestOutcomes>().UseMiddleware<CloseWhileDraining>().UseMiddleware<ProblemMiddleware>();
        KnownNames.Use(app);
        CorsSettings.Use(app);
        app.UseRouting();
        SocketThreads.Use(app);
        app.UseMiddleware<Admission>();
    }
}
