using System.Net.Sockets;
using System.Text;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Listening;

/// <summary>What the server refuses before any code of the product runs is a problem with a code as well.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class ServerRefusalSpec(DevelopmentHost host)
{
    private const string Good = "GET /api/time HTTP/1.1\r\nHost: x\r\n";

    public static TheoryData<string, int, string> Refused => new()
    {
        { "nonsense\r\n\r\n", 400, "validation_failed" },
        { "GET /api/time\r\n\r\n", 505, "validation_failed" },
        { "GET /api/time HTTP/9.9\r\nHost: x\r\n\r\n", 505, "validation_failed" },
        { "GET /api/time HTTP/1.1\r\n\r\n", 400, "validation_failed" },
        { Good + "Host: y\r\n\r\n", 400, "validation_failed" },
        { Good + "No colon\r\n\r\n", 400, "validation_failed" },
        { "GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n", 400, "validation_failed" },
        { "POST /api/payments/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "validation_failed" },
        { "GET /api/items/" + new string('a', 20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414, "validation_failed" },
        { Good + "Big: " + new string('b', 20_000) + "\r\n\r\n", 431, "validation_failed" },
        { Good + string.Concat(Enumerable.Range(0, 100).Select(i => $"H{i}: v\r\n")) + "\r\n", 431, "validation_failed" },
        { "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 405, "method_not_allowed" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_request_that_the_server_refuses_by_itself_gets_a_problem(string request, int status, string code)
    {
        var answer = await RawWire.SendAsync(host.Address, Encoding.Latin1.GetBytes(request));

        ShouldBeAProblem(answer, status, code);
    }

    [Fact]
    public async Task A_request_that_does_not_come_to_its_end_gets_one_too() =>
        ShouldBeAProblem(await RawWire.SendAsync(host.Address, "GET /api/time HTTP/1.1\r\nHost: x\r\nSlow"u8.ToArray()), 408, "validation_failed");

    [Fact]
    public async Task Answers_before_it_on_the_same_connection_are_whole()
    {
        var answer = await RawWire.SendAsync(host.Address, Encoding.ASCII.GetBytes(Good + "\r\n" + Good + "\r\n" + "nonsense\r\n\r\n"));

        answer.ShouldHaveStatus(200);
        var parts = answer.Text.Split("HTTP/1.1 ");
        parts.Length.ShouldBe(3);
        parts[0].ShouldStartWith("{\"now\":");
        parts[1].ShouldStartWith("200 ");
        parts[2].ShouldStartWith("400 ");
        parts[2].ShouldEndWith("}");
        parts[2].ShouldContain("\"code\":\"validation_failed\"");
    }

    [Fact]
    public async Task Head_is_told_the_length_only()
    {
        var answer = await RawWire.SendAsync(
            host.Address, Encoding.Latin1.GetBytes("HEAD /api/time HTTP/1.1\r\nHost: x\r\nBig: " + new string('b', 20_000) + "\r\n\r\n"));

        answer.ShouldHaveStatus(431);
        answer.Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_goes_away_in_the_middle_harms_nobody()
    {
        for (var n = 0; n < 50; n++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host.Address.Host, host.Address.Port);
            await client.GetStream().WriteAsync("nonsense\r\n\r\n"u8.ToArray());
            client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        (await host.Nobody.GetAsync("/api/time")).ShouldHaveStatus(200);
    }

    private static void ShouldBeAProblem(Received answer, int status, string code)
    {
        answer.ShouldHaveStatus(status);
        answer.ContentType.ShouldBe("application/problem+json", answer.ToString());
        answer.Code.ShouldBe(code);
        ((int)answer["status"]!).ShouldBe(status);
        foreach (var member in (string[])["title", "detail", "traceId"]) ((string?)answer[member]).ShouldNotBeNullOrEmpty(member);
        answer.Headers["Content-Length"].ShouldBe(Encoding.UTF8.GetByteCount(answer.Text).ToString(System.Globalization.CultureInfo.InvariantCulture));
        answer.Headers["Connection"].ShouldBe("close");
        answer.Headers["Cache-Control"].ShouldBe("no-store");
        answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
        answer.Headers.ContainsKey("Date").ShouldBeTrue();
    }
}
