using Microsoft.Extensions.Configuration;
using Seckill.Host.Listening;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Listening;

/// <summary>What decides where the server listens, and what such an address means.</summary>
public sealed class BindingsTests
{
    public static TheoryData<string, string> Said => new()
    {
        { "", "http://127.0.0.1:5080" },
        { "urls=http://a:1;http://b:2", "http://a:1 http://b:2" },
        { "http_ports=8080", "http://*:8080" },
        { "https_ports=8443", "https://*:8443" },
        { "http_ports=8080;8081|https_ports=8443", "http://*:8080 http://*:8081 https://*:8443" },
        { "urls=http://a:1|http_ports=8080", "http://a:1" },
        { "urls=http://a:1|Kestrel:Endpoints:One:Url=http://c:3", "http://c:3" },
        { "urls=http://a:1|Kestrel:Endpoints:One:Url=http://c:3|preferHostingUrls=true", "http://a:1" },
        { "Kestrel:Endpoints:One:Url=http://c:3|preferHostingUrls=true", "http://c:3" },
    };

    [Theory]
    [MemberData(nameof(Said))]
    public void Addresses_are_read_in_the_servers_order(string settings, string addresses)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Split('|', StringSplitOptions.RemoveEmptyEntries)
            .Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build();

        Bindings.Of(configuration).ShouldBe(addresses.Split(' '));
        Bindings.AreSaid(configuration).ShouldBe(settings.Length > 0);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://127.0.0.11:5080", true)]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://LOCALHOST:5080", true)]
    [InlineData("https://[::1]:5080", true)]
    [InlineData("http://unix:/run/seckill.sock", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://0:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://+:5080", false)]
    [InlineData("http://192.0.2.1:5080", false)]
    // Kestrel binds every interface for any name but localhost.
    [InlineData("http://shop.example:5080", false)]
    public void Only_loopback_is_local(string text, bool isLocal)
    {
        Bindings.TryParse(text, out var address).ShouldBeTrue();
        Bindings.IsLocal(address!).ShouldBe(isLocal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("ftp://127.0.0.1:21")]
    [InlineData("127.0.0.1:5080")]
    public void What_the_server_would_not_take_is_no_address(string text) => Bindings.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("http://127.0.0.1:1", "http://127.0.0.1:1", true)]
    [InlineData("http://localhost:1", "http://127.0.0.1:1", true)]
    [InlineData("http://*:1", "http://127.0.0.1:1", true)]
    [InlineData("http://127.0.0.1:1", "https://[::]:1", true)]
    [InlineData("http://127.0.0.1:1", "http://127.0.0.2:1", false)]
    [InlineData("http://127.0.0.1:1", "http://127.0.0.1:2", false)]
    [InlineData("http://*:0", "http://*:0", false)]
    public void Addresses_clash_when_one_socket_cannot_have_both(string one, string other, bool clash)
    {
        Bindings.TryParse(one, out var first).ShouldBeTrue();
        Bindings.TryParse(other, out var second).ShouldBeTrue();

        Bindings.Clash(first!, second!).ShouldBe(clash);
        Bindings.Clash(second!, first!).ShouldBe(clash);
    }

    [Theory]
    [InlineData("http://+:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1:8080/")]
    [InlineData("https://[::]:8443", "https://127.0.0.1:8443/")]
    [InlineData("http://10.0.0.5:80", "http://10.0.0.5/")]
    [InlineData("http://[fd00::1]:81", "http://[fd00::1]:81/")]
    public void Every_interface_is_reached_by_loopback(string text, string reached) =>
        Bindings.ReachableFromHere(text).ShouldNotBeNull().ToString().ShouldBe(reached);

    [Theory]
    [InlineData("http://unix:/run/seckill.sock")]
    [InlineData("http://pipe:/seckill")]
    [InlineData("net.tcp://127.0.0.1:1")]
    public void What_HTTP_does_not_reach_has_no_address(string text) => Bindings.ReachableFromHere(text).ShouldBeNull();
}
