using System.Diagnostics;
using System.Text;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Management;

/// <summary>The management listener guards its connections, and says why it refuses, as the main one does.</summary>
public sealed class ManagementGuardSpec(ManagementGuardSpec.TightHost host) : IClassFixture<ManagementGuardSpec.TightHost>
{
    private const int PerAddress = 3;

    private static readonly byte[] Request = "GET /healthz/live HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();

    public static TheoryData<string, int, string> Refused => new()
    {
        { "nonsense\r\n\r\n", 400, "validation_failed" },
        { "GET /metrics HTTP/9.9\r\nHost: x\r\n\r\n", 505, "validation_failed" },
        { "GET /metrics HTTP/1.1\r\n\r\n", 400, "validation_failed" },
        { "GET /" + new string('a', 20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414, "validation_failed" },
        { "GET /metrics HTTP/1.1\r\nHost: x\r\nBig: " + new string('b', 20_000) + "\r\n\r\n", 431, "validation_failed" },
        { "TRACE /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 405, "method_not_allowed" },
        { "POST /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 405, "method_not_allowed" },
        { "GET /api/items HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404, "not_found" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_it_refuses_is_a_problem(string request, int status, string code)
    {
        var answer = await RawWire.SendAsync(host.Process.Management, Encoding.Latin1.GetBytes(request));

        answer.ShouldHaveStatus(status);
        ((string?)answer["code"], (int?)answer["status"]).ShouldBe((code, status));
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Headers["Cache-Control"].ShouldBe("no-store");
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed_after_the_first_byte_time_out()
    {
        using var silent = await ConnectAsync("127.0.0.4");
        var began = Stopwatch.GetTimestamp();

        (await silent.ReadAsync()).ShouldBeEmpty();

        Stopwatch.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task An_address_has_so_many_connections_and_no_more_and_others_are_answered()
    {
        var kept = new List<RawClient>();
        for (var i = 0; i < PerAddress; i++) kept.Add(await ConnectAsync("127.0.0.2"));
        foreach (var client in kept) (await client.AskAsync(Request)).ShouldStartWith("HTTP/1.1 200");

        using (var tooMany = await ConnectAsync("127.0.0.2")) (await tooMany.AskAsync(Request)).ShouldBeEmpty();
        using (var neighbour = await ConnectAsync("127.0.0.3")) (await neighbour.AskAsync(Request)).ShouldStartWith("HTTP/1.1 200");

        foreach (var client in kept) client.Dispose();
        await Eventually.GetAsync(
            async () =>
            {
                using var next = await ConnectAsync("127.0.0.2");
                return await next.AskAsync(Request);
            },
            answer => answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal));
        host.Process.Output.ShouldContain("Seckill:Management:ConnectionsPerAddressMax is reached");
    }

    private Task<RawClient> ConnectAsync(string from) => RawClient.ConnectAsync(from, host.Process.Management.Port);

    /// <summary>A host in the Production environment whose management listener has bounds that tests reach.</summary>
    public sealed class TightHost : IAsyncLifetime
    {
        public HostProcess Process { get; } = new(new Dictionary<string, string>(ProductionSettings.Complete())
        {
            ["Seckill__Management__ConnectionsPerAddressMax"] = $"{PerAddress}",
            ["Seckill__Management__FirstByteTimeoutMs"] = "1000",
        });

        public Task InitializeAsync() => Process.StartReadyAsync(TimeSpan.FromSeconds(120));

        public Task DisposeAsync() => Process.DisposeAsync().AsTask();
    }
}
