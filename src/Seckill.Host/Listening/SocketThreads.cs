using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Seckill.Host.Listening;

/// <summary>
/// On Linux a purchase begins on the very thread that has heard of its bytes from the operating system, instead of waking another one: a win
/// costs a tenth less. There are only as many such threads as processors, and code that holds one keeps its connections waiting. A purchase
/// never blocks and stays there; every other request moves to the thread pool (<see cref="Use"/>), as does code that reads rows of PostgreSQL.
/// </summary>
internal static class SocketThreads
{
    /// <summary>The runtime reads it when it makes the first socket. It covers all sockets of the process.</summary>
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private const string On = "1";

    /// <summary>Whether requests begin there. One setting without the other gains nothing, so they go together.</summary>
    private static bool AreUsed => OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Variable) == On;

    /// <summary>To be called before the first socket is made. An operator who has set the variable to 0 has none of this.</summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(Variable) is null) Environment.SetEnvironmentVariable(Variable, On);
    }

    /// <summary>Lets the server's connections begin requests there.</summary>
    public static void AddTo(WebApplicationBuilder builder)
    {
        if (AreUsed) builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
    }

    /// <summary>Sends every request to the thread pool whose endpoint does not <see cref="StaysOnSocketThread"/>. Goes after the routing.</summary>
    public static void Use(IApplicationBuilder app)
    {
        if (AreUsed) app.Use(next => context => IsToStay(context) ? next(context) : LeaveAsync(next, context));
    }

    /// <summary>Completes on the thread pool.</summary>
    public static async Task LeaveAsync() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private static bool IsToStay(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<StaysOnSocketThread>() is not null;

    private static async Task LeaveAsync(RequestDelegate next, HttpContext context)
    {
        await LeaveAsync().ConfigureAwait(false);
        await next(context).ConfigureAwait(false);
    }
}

/// <summary>Marks an endpoint that never blocks: no file, no lock that is held for long, no wait but for a task.</summary>
internal sealed class StaysOnSocketThread;
