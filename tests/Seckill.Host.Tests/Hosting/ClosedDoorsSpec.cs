using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Hosting;

/// <summary>What is open in Development and shut everywhere else, and secrets that come as files.</summary>
public sealed class ClosedDoorsSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string> PublicAddresses => new()
    {
        { "", "--urls http://0.0.0.0:0" },
        { "ASPNETCORE_URLS=http://+:0", "" },
        { "ASPNETCORE_HTTP_PORTS=5079", "" },
        { "HTTPS_PORTS=5079", "" },
        { "Kestrel__Endpoints__Wide__Url=http://*:0", "--urls http://127.0.0.1:0" },
        { "Seckill__Management__Url=http://*:5079", "--urls http://127.0.0.1:0" },
    };

    [Theory]
    [MemberData(nameof(PublicAddresses))]
    public async Task Development_does_not_start_on_an_address_that_others_reach(string setting, string arguments)
    {
        var settings = setting.Split('=', 2) is [var name, var value] ? new Dictionary<string, string> { [name] = value } : [];
        await using var host = new HostProcess(settings);
        host.StartWith(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        (await host.WaitForExitAsync(Patience)).ShouldBe(1, host.Output);

        host.Output.ShouldContain("Development environment");
        host.Output.ShouldContain("loopback");
        host.Output.ShouldNotContain("   at ");
        Directory.Exists(Path.Combine(host.Directory, "data")).ShouldBeFalse();
    }

    [Fact]
    public async Task In_earnest_nothing_is_described_and_secrets_may_come_as_files()
    {
        var settings = ProductionSettings.Complete();
        var secrets = Directory.CreateTempSubdirectory("seckill-secrets-");
        foreach (var secret in (string[])["Seckill__Auth__SigningKey", "Seckill__Payments__WebhookSecret"])
        {
            // Editors end a file with a line break.
            await File.WriteAllTextAsync(Path.Combine(secrets.FullName, secret), settings[secret] + "\n");
            settings.Remove(secret);
        }

        // A variable is closer to whoever starts the host.
        await File.WriteAllTextAsync(Path.Combine(secrets.FullName, "Seckill__Auth__Issuer"), "somebody else");
        settings["SECKILL_SECRETS"] = secrets.FullName;
        await using var host = new HostProcess(settings);
        await host.StartReadyAsync();
        using var http = new HttpClient { BaseAddress = host.Address };

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/orders", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", TokenMint.Issue("alice"));
        using var orders = await http.SendAsync(request);
        ((int)orders.StatusCode).ShouldBe(200);
        foreach (var path in (string[])["/openapi/v1.json", "/openapi/", "/scalar", "/scalar/", "/scalar/v1"])
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            ((int)answer.StatusCode).ShouldBe(404, path);
        }

        secrets.Delete(recursive: true);
    }

    [Fact]
    public async Task A_directory_of_secrets_that_is_not_there_is_named()
    {
        await using var host = new HostProcess(new Dictionary<string, string> { ["SECKILL_SECRETS"] = "nowhere" });
        host.Start();

        (await host.WaitForExitAsync(Patience)).ShouldBe(1, host.Output);

        host.Output.ShouldContain("SECKILL_SECRETS is 'nowhere'");
        host.Output.ShouldNotContain("   at ");
    }
}
