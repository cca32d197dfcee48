using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Operators;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Listening;
using Seckill.Host.Operators.Commands;
using Seckill.Operations.Operators;
using Seckill.Operations.Palette;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Operators.Commands;

/// <summary>Clients that ask for a stream and read nothing of it. They have the real server, and a command that never runs out of rows.</summary>
public sealed class StalledReaderSpec : IAsyncLifetime
{
    private static readonly OperatorCall Call = new(new Attribution { Actor = BuyerId.Parse("olivia") });

    private readonly FakeTimeProvider _time = new();
    private readonly WebApplication _app;
    private readonly CommandRunner _runner = new(
        Options.Create(new OperationsLimits()),
        new OperationReports(new OperationLog(Options.Create(new SeckillLimits()), TimeProvider.System, NullLogger<OperationLog>.Instance)),
        TimeProvider.System, NullLogger<CommandRunner>.Instance);

    private long _rows;

    public StalledReaderSpec()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        var guard = new ConnectionGuard(new ConnectionBounds("Test", 10, 0, 0), _ => false, TimeProvider.System, NullLogger.Instance);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(guard.Guard)));
        _app = builder.Build();
        _app.MapGet("/{isCostly}", (bool isCostly, IHostApplicationLifetime lifetime) =>
        {
            var command = new Command("test", "run", "Runs.") { IsCostly = isCostly, IsEndless = true, Columns = ["text"], Stream = RowsAsync };
            var parsed = new CommandPalette([new Source(command)], TimeProvider.System).Parse("test run").Command!;
            return new CommandStreamAnswer(command, _runner.TryOpen(parsed, Call, out _)!, _time, lifetime.ApplicationStopping);
        });
    }

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 30)]
    public async Task Who_takes_nothing_loses_the_connection_and_its_place(bool isCostly, int seconds)
    {
        using var client = await StallAsync(isCostly);

        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await Task.Delay(200);
        _runner.StreamsOpen.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(2));

        await Eventually.GetAsync(() => Task.FromResult(_runner.StreamsOpen), open => open == 0);
    }

    [Fact]
    public async Task Who_takes_nothing_does_not_delay_the_end_of_the_node()
    {
        using var first = await StallAsync(isCostly: true);
        using var second = await StallAsync(isCostly: true);
        var began = TimeProvider.System.GetTimestamp();
        var stop = _app.StopAsync();
        // The answers' own patience runs on a clock that stands still until here.
        while (!stop.IsCompleted && _runner.StreamsOpen > 0)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(100);
        }

        await stop;

        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        _runner.StreamsOpen.ShouldBe(0);
    }

    [Fact]
    public async Task Who_reads_hears_that_the_node_stops()
    {
        using var client = await OpenAsync(isCostly: true);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        for (var n = 0; n < 100; n++) await reader.ReadLineAsync();

        var stop = _app.StopAsync();

        (await reader.ReadToEndAsync()).ShouldContain("not_ready");
        await stop;
    }

    /// <summary>A client that reads nothing, once the command has stopped because nobody takes its rows.</summary>
    private async Task<TcpClient> StallAsync(bool isCostly)
    {
        var client = await OpenAsync(isCostly);
        for (var seen = -1L; seen != Interlocked.Read(ref _rows);)
        {
            seen = Interlocked.Read(ref _rows);
            await Task.Delay(300);
        }

        return client;
    }

    private async Task<TcpClient> OpenAsync(bool isCostly)
    {
        var client = new TcpClient { ReceiveBufferSize = 4_096 };
        await client.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.Single()).Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /{isCostly} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        return client;
    }

    private async IAsyncEnumerable<Output> RowsAsync(CommandContext context)
    {
        while (true)
        {
            await Task.Yield();
            context.Cancellation.ThrowIfCancellationRequested();
            Interlocked.Increment(ref _rows);
            yield return Output.Row.Of(new string('x', 1_000));
        }
    }

    private sealed class Source(Command command) : ICommandSource
    {
        public IEnumerable<Command> Commands => [command];
    }
}
