using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Management;

/// <summary>Health and metrics outside Development: on a listener of their own, and nowhere else.</summary>
[Collection(OnProductionHost.Name)]
public sealed class ManagementSpec(ProductionHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/healthz/")]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    [InlineData("/HEALTHZ/ready")]
    [InlineData("/metrics")]
    [InlineData("/metrics/")]
    [InlineData("/Metrics")]
    [InlineData("/%6Detrics")]
    [InlineData("//metrics")]
    public async Task Shoppers_find_neither_in_any_spelling(string path)
    {
        (await host.Nobody.GetAsync(path)).ShouldRefuseWith("not_found");
        (await host.Operator.GetAsync(path)).ShouldRefuseWith("not_found");
    }

    [Theory]
    [InlineData("/healthz", "\"ready\"")]
    [InlineData("/healthz/ready", "\"ready\"")]
    [InlineData("/healthz/live", "\"alive\"")]
    [InlineData("/metrics", "seckill_items")]
    public async Task Supervisors_find_both(string path, string text)
    {
        using var http = new HttpClient { BaseAddress = host.Management };

        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(text);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/api/time")]
    [InlineData("GET", "/api/items")]
    [InlineData("POST", "/api/items/x/orders")]
    [InlineData("PUT", "/api/admin/items/x")]
    [InlineData("POST", "/api/payments/webhook")]
    [InlineData("GET", "/sandbox/payments/pay_1")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/scalar/")]
    public async Task Supervisors_find_nothing_else(string method, string path)
    {
        using var http = new HttpClient { BaseAddress = host.Management };
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new("Bearer", host.Operator.Token);

        using var answer = await http.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public void The_description_does_not_promise_them() => host.Wire.Document.Operations
        .ShouldNotContain(operation => operation.Contains("/healthz", StringComparison.Ordinal) || operation.Contains("/metrics", StringComparison.Ordinal));

    [Fact]
    public async Task A_crowd_of_shoppers_does_not_make_the_node_look_dead_and_the_host_can_ask_itself()
    {
        var settings = ProductionSettings.Complete();
        settings["Seckill__Limits__ConnectionsMax"] = "2";
        await using var crowded = new HostProcess(settings);
        await crowded.StartReadyAsync();
        using var first = await EnterAsync(crowded.Address);
        using var second = await EnterAsync(crowded.Address);
        await Eventually.GetAsync(() => IsTurnedAwayAsync(crowded.Address), isAway => isAway);

        // The same settings, as a container's health check has them.
        settings["Seckill__Management__Url"] = crowded.Management.ToString();
        await using var asker = new HostProcess(settings, address: crowded.Address);
        asker.StartWith("--health", "--urls", crowded.Address.ToString());

        (await asker.WaitForExitAsync(Patience)).ShouldBe(0, asker.Output);
        asker.Output.ShouldContain("\"ready\"");
    }

    [Fact]
    public async Task An_address_that_is_taken_ends_the_start_with_the_name_of_the_option()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var settings = ProductionSettings.Complete();
        settings["Seckill__Management__Url"] = $"http://{other.LocalEndpoint}";
        await using var late = new HostProcess(settings);
        late.Start();

        (await late.WaitForExitAsync(Patience)).ShouldBe(1, late.Output);

        late.Output.ShouldContain("It is Seckill:Management:Url");
        late.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task It_speaks_tls_where_it_is_told_to()
    {
        var settings = ProductionSettings.Complete();
        settings["Seckill__Management__Url"] = $"https://127.0.0.1:{HostProcess.FreePort()}";
        settings["Kestrel__Certificates__Default__Path"] = "management.pfx";
        settings["Kestrel__Certificates__Default__Password"] = "of the tests";
        await using var encrypted = new HostProcess(settings);
        await File.WriteAllBytesAsync(Path.Combine(encrypted.Directory, "management.pfx"), MakeCertificate("of the tests"));
        encrypted.Start();

        await using var asker = new HostProcess(settings, address: encrypted.Address);
        (await Eventually.GetAsync(() => AskAsync(asker), answer => answer == 0, Patience)).ShouldBe(0, asker.Output + encrypted.Output);

        using var plain = new HttpClient { BaseAddress = encrypted.Address };
        (await plain.GetAsync(new Uri("/api/time", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_opened_ends_the_start_with_the_name_of_the_option()
    {
        var settings = ProductionSettings.Complete();
        settings["Seckill__Management__Url"] = $"https://127.0.0.1:{HostProcess.FreePort()}";
        settings["Kestrel__Certificates__Default__Path"] = "management.pfx";
        settings["Kestrel__Certificates__Default__Password"] = "another one";
        await using var locked = new HostProcess(settings);
        await File.WriteAllBytesAsync(Path.Combine(locked.Directory, "management.pfx"), MakeCertificate("of the tests"));
        locked.Start();

        (await locked.WaitForExitAsync(Patience)).ShouldBe(1, locked.Output);

        locked.Output.ShouldContain("Seckill:Management:Url is https://127.0.0.1");
        locked.Output.ShouldNotContain("   at ");
    }

    private static async Task<int> AskAsync(HostProcess asker)
    {
        asker.StartWith("--health");
        return await asker.WaitForExitAsync(Patience);
    }

    private static byte[] MakeCertificate(string password)
    {
        using var certificate = Certificates.SelfSigned("seckill");
        return certificate.Export(X509ContentType.Pfx, password);
    }

    /// <summary>A connection that is served, and stays open.</summary>
    private static async Task<TcpClient> EnterAsync(Uri address)
    {
        TcpClient? entered = null;
        await Eventually.GetAsync(
            async () =>
            {
                var client = new TcpClient();
                var isServed = await IsServedAsync(client, address);
                if (isServed) entered = client;
                else client.Dispose();
                return isServed;
            },
            isServed => isServed);
        return entered!;
    }

    private static async Task<bool> IsTurnedAwayAsync(Uri address)
    {
        using var client = new TcpClient();
        return !await IsServedAsync(client, address);
    }

    private static async Task<bool> IsServedAsync(TcpClient client, Uri address)
    {
        try
        {
            await client.ConnectAsync(address.Host, address.Port);
            await client.GetStream().WriteAsync("GET /api/time HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            return await client.GetStream().ReadAsync(new byte[4_096]) > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
