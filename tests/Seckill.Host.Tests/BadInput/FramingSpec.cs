using System.Net.Sockets;
using System.Text;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Bodies whose framing is broken, on every route that reads one and on some that do not: never a 500, never a stack trace.</summary>
[Collection(OnBadInputHost.Name)]
public sealed class FramingSpec(DevelopmentHost host) : IAsyncLifetime
{
    private const string Chunked = "Transfer-Encoding: chunked\r\n\r\n";

    /// <summary>What no reader can make a body of.</summary>
    public static TheoryData<string> Broken =>
    [
        Chunked + "80000000\r\n{}\r\n0\r\n\r\n", Chunked + "ffffffff\r\n{}", Chunked + "FFFFFFFFFFFFFFFFF\r\n{}", Chunked + "7fffffff1\r\n{}",
        Chunked + "-1\r\n{}\r\n0\r\n\r\n", Chunked + "+2\r\n{}\r\n0\r\n\r\n", Chunked + "0x2\r\n{}\r\n0\r\n\r\n", Chunked + " 2\r\n{}\r\n0\r\n\r\n",
        Chunked + "2\r\n{}0\r\n\r\n", Chunked + "2{}\r\n0\r\n\r\n", Chunked + "2\r{}\r\n0\r\n\r\n", Chunked + "\r\n{}\r\n0\r\n\r\n",
        Chunked + "2\r\n{}\r\nzz\r\n\r\n",
    ];

    /// <summary>What may be a body after all, or breaks off: anything but a failure of ours is a good answer.</summary>
    public static TheoryData<string> Odd =>
    [
        Chunked + "2;\u0001\r\n", Chunked + "2\r\n{", Chunked + "2\r\n{}\r\n", Chunked + "7fffffff\r\n{}", Chunked + "2;name=value\r\n{}\r\n0\r\n\r\n",
        Chunked + "02\r\n{}\r\n0\r\n\r\n", Chunked + "2\r\n{}\r\n0\r\nTrailer: value\r\n\r\n", Chunked + "2\r\n{}\r\n0\r\nno colon\r\n\r\n",
        Chunked + "2\r\n{}\r\n0\r\n: empty\r\n\r\n", Chunked + "2\r\n{}\r\n0\r\n" + new string('t', 20_000) + ": v\r\n\r\n",
        Chunked + "2\r\n{}\r\n0\r\n\r\nGET / HTTP/1.1\r\n", Chunked + "0\r\n\r\n", Chunked,
        "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}", "Content-Length: 9223372036854775808\r\n\r\n{}",
        "Content-Length: 9223372036854775807\r\n\r\n{}", "Content-Length: 10\r\n\r\n{}", "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        "Expect: nonsense\r\nContent-Length: 2\r\n\r\n{}",
    ];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        (await host.Nobody.GetAsync("/healthz/ready")).ShouldHaveStatus(200);
        host.Output.ShouldNotContain("failed unexpectedly");
        host.Output.ShouldNotContain("ended abnormally", customMessage: "the server must not go on reading after a body that broke off");
        host.Output.ShouldNotContain("   at Seckill");
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_broken_body_is_a_bad_request_with_a_code(string framed)
    {
        foreach (var head in await HeadsAsync())
        {
            var answer = await SendAsync(head + framed, closeAfterwards: false);
            answer.ShouldRefuseWith("validation_failed");
        }
    }

    /// <summary>
    /// Whoever hangs up reads no answer, and the connection would have been kept: the server looked for a next request on it, and logged that it
    /// could not. There is nothing to wait for here, so many hang up before the log is looked at.
    /// </summary>
    [Fact]
    public async Task Who_hangs_up_in_mid_body_costs_no_log_line()
    {
        foreach (var head in Enumerable.Repeat(await HeadsAsync(), 20).SelectMany(heads => heads))
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host.Address.Host, host.Address.Port);
            var kept = head.Replace("Connection: close\r\n", "", StringComparison.Ordinal);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(kept + "Content-Length: 50\r\n\r\n{\"a"));
            await host.Nobody.GetAsync("/api/time");
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    [MemberData(nameof(Odd))]
    public async Task No_framing_makes_the_host_fail(string framed)
    {
        string[] others = [Head("GET", "/api/time", host.Nobody), Head("GET", "/nothing", host.Nobody), Head("POST", "/api/orders/x-1/cancel", host.NewBuyer())];
        foreach (var head in (string[])[.. await HeadsAsync(), .. others])
        {
            var answer = await SendAsync(head + framed);
            answer.Status.ShouldBeLessThan(500, answer.ToString());
        }
    }

    [Fact]
    public async Task Random_framing_makes_no_host_fail()
    {
        const int Tries = 300;
        const string Alphabet = "0123456789abcdefABCDEF-+;= \r\n\t{}\"\0x\u00ff";
        var random = new Random(20);
        var heads = await HeadsAsync();
        for (var i = 0; i < Tries; i++)
        {
            var noise = new string([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            var answer = await SendAsync(heads[i % heads.Length] + Chunked + noise + (i % 2 == 0 ? "\r\n" : "\r\n0\r\n\r\n"));
            answer.Status.ShouldBeLessThan(500, $"{noise}: {answer}");
        }
    }

    /// <summary>The beginnings of requests to routes that read a body.</summary>
    private async Task<string[]> HeadsAsync()
    {
        var item = await host.ListAsync();
        return
        [
            Head("POST", $"/api/items/{item}/orders", host.NewBuyer()),
            Head("PUT", $"/api/admin/items/{item}", host.Operator),
            Head("POST", $"/api/admin/items/{item}/stock", host.Operator) + $"Idempotency-Key: {TestHost.NewName("key")}\r\n",
            Head("POST", "/api/payments/webhook", host.Nobody),
            Head("POST", "/api/dev/tokens", host.Nobody),
        ];
    }

    private static string Head(string method, string path, Party party) =>
        $"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + (party.Token is null ? "" : $"Authorization: Bearer {party.Token}\r\n");

    /// <summary>Sends a request; unless it is whole, the end of what is sent has to say that no more is to come.</summary>
    private Task<Received> SendAsync(string request, bool closeAfterwards = true) =>
        RawWire.SendAsync(host.Address, Encoding.Latin1.GetBytes(request), closeAfterwards);
}
