using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Seckill.Host.Listening;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Listening;

/// <summary>Which endpoints run on the thread that a request begins on.</summary>
public sealed class SocketThreadsTests
{
    [SkippableFact]
    public void An_endpoint_may_block_because_it_runs_on_the_thread_pool() => IsOnThreadPool(new EndpointMetadataCollection()).ShouldBeTrue();

    [SkippableFact]
    public void An_endpoint_that_never_blocks_stays_where_it_is() =>
        IsOnThreadPool(new EndpointMetadataCollection(new StaysOnSocketThread())).ShouldBeFalse();

    /// <summary>Lets a request begin on a thread of its own, as on one of a socket.</summary>
    private static bool IsOnThreadPool(EndpointMetadataCollection metadata)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux has these threads.");
        SocketThreads.Prepare();
        var isOnThreadPool = false;
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        SocketThreads.Use(app);
        app.Run(_ =>
        {
            isOnThreadPool = Thread.CurrentThread.IsThreadPoolThread;
            return Task.CompletedTask;
        });
        var (pipeline, context) = (app.Build(), new DefaultHttpContext());
        context.SetEndpoint(new Endpoint(null, metadata, "endpoint"));

        var socket = new Thread(() => pipeline(context).Wait());
        socket.Start();
        socket.Join();

        return isOnThreadPool;
    }
}
