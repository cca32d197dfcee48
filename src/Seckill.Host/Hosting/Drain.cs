using Akka.Actor;
using Microsoft.Extensions.Options;
using Seckill.Host.Access;

namespace Seckill.Host.Hosting;

/// <summary>
/// The first step of a planned stop: the node reports not ready, and goes on serving for a moment. Only then does the server stop
/// listening and finish its requests. After that the engine hands its items over and leaves the cluster.
/// </summary>
internal sealed class Drain(ActorSystem system, IOptions<HttpLimits> limits, TimeProvider time) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // After its expulsion from the cluster, this node has nothing left to serve with.
        if (system.WhenTerminated.IsCompleted) return;
        await Task.Delay(TimeSpan.FromMilliseconds(limits.Value.DrainMs), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>While the node drains, every answer is the last of its connection.</summary>
internal sealed class CloseWhileDraining(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context)
    {
        // HTTP/2 has no such header: there the server itself ends the connection when it stops.
        if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return next(context);
    }
}
