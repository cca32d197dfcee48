using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Listening;

/// <summary>The host without anything in front of it: it speaks TLS with a certificate that the operator names, or says why not.</summary>
public sealed class HttpsSpec : IDisposable
{
    private const string Password = "the password of the tests";
    private const string Default = "Kestrel__Certificates__Default__";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("seckill-tls-");
    private readonly X509Certificate2 _certificate = Certificates.SelfSigned("seckill.test");

    public HttpsSpec()
    {
        using var key = _certificate.GetECDsaPrivateKey()!;
        File.WriteAllBytes(FileOf("server.pfx"), _certificate.Export(X509ContentType.Pfx, Password));
        File.WriteAllText(FileOf("server.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(FileOf("server.key"), key.ExportPkcs8PrivateKeyPem());
        var protection = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        File.WriteAllText(FileOf("server.secret.key"), key.ExportEncryptedPkcs8PrivateKeyPem(Password, protection));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(FileOf("other.key"), other.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(FileOf("nonsense.pfx"), "nonsense");
    }

    /// <summary>Settings that cannot serve, and what the message must name.</summary>
    public static TheoryData<string, string> Spoilt => new()
    {
        { "", "Kestrel:Certificates:Default:Path is missing" },
        { "Path=absent.pfx", "absent.pfx" },
        { "Path=server.pfx", "password" },
        { "Path=server.pfx;Password=another", "password" },
        { "Path=nonsense.pfx;Password=any", "nonsense.pfx" },
        { "Path=server.pem", "Kestrel:Certificates:Default:KeyPath is missing" },
        { "Path=server.pem;KeyPath=absent.key", "absent.key" },
        { "Path=server.pem;KeyPath=other.key", "server.pem" },
        { "Path=server.pem;KeyPath=server.secret.key;Password=another", "server.pem" },
        { "Subject=nobody.has.this", "nobody.has.this" },
    };

    public void Dispose()
    {
        _certificate.Dispose();
        _files.Delete(recursive: true);
    }

    [Fact]
    public async Task A_sale_runs_over_https_from_the_first_look_to_the_payment()
    {
        await using var host = HostWith($"Path={FileOf("server.pfx")};Password={Password}");
        using var shop = await StartAsync(host);
        var token = (string)(await SendAsync(shop, HttpMethod.Post, "/api/dev/tokens", """{"sub":"alice"}"""))["token"]!;
        shop.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var order = (string)(await SendAsync(shop, HttpMethod.Post, "/api/items/demo-open/orders"))["orderId"]!;
        var payUrl = new Uri((string)(await SendAsync(shop, HttpMethod.Post, $"/api/orders/{order}/payment"))["payUrl"]!);
        payUrl.GetLeftPart(UriPartial.Authority).ShouldBe(host.Address.GetLeftPart(UriPartial.Authority));
        using (var paid = await shop.PostAsync(new Uri(payUrl.AbsoluteUri + "/pay"), null)) paid.StatusCode.ShouldBe(HttpStatusCode.OK);

        // The sandbox provider reports over the same address.
        await Eventually.GetAsync(
            () => SendAsync(shop, HttpMethod.Get, $"/api/orders/{order}"), answer => (string?)answer["status"] == "paid");
    }

    [Theory]
    [InlineData("server.key", null)]
    [InlineData("server.secret.key", Password)]
    public async Task A_certificate_may_be_two_pem_files(string key, string? password)
    {
        await using var host = HostWith(
            $"Path={FileOf("server.pem")};KeyPath={FileOf(key)}" + (password is null ? "" : $";Password={password}"));
        using var shop = await StartAsync(host);

        (await SendAsync(shop, HttpMethod.Get, "/api/time"))["now"].ShouldNotBeNull();
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task A_certificate_that_cannot_serve_ends_the_start_with_a_line_that_names_it(string settings, string named)
    {
        var absolute = settings.Replace("Path=", $"Path={_files.FullName}{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
        await using var host = HostWith(absolute);
        host.Start();

        (await host.WaitForExitAsync(Patience)).ShouldBe(1);

        host.Output.ShouldContain(named, Case.Insensitive);
        host.Output.ShouldNotContain("   at ", customMessage: "an operator needs no stack trace");
        host.Output.ShouldNotContain("fail:", customMessage: host.Output);
    }

    private static HostProcess HostWith(string certificate)
    {
        var settings = certificate.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=', 2))
            .ToDictionary(setting => Default + setting[0], setting => setting[1]);
        return new HostProcess(settings, address: new Uri($"https://127.0.0.1:{HostProcess.FreePort()}"));
    }

    /// <summary>Starts a host, and waits until it is ready; the client trusts that one certificate and no other.</summary>
    private async Task<HttpClient> StartAsync(HostProcess host)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        var expected = _certificate.GetCertHashString(HashAlgorithmName.SHA256);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown?.GetCertHashString(HashAlgorithmName.SHA256) == expected;
        var client = new HttpClient(handler) { BaseAddress = host.Address };
        host.Start();
        await Eventually.GetAsync(() => IsReadyAsync(client, host), isReady => isReady, Patience);
        return client;
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, HostProcess host)
    {
        host.ExitCode.ShouldBeNull(host.Output);
        try
        {
            using var answer = await client.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return false;
        }
    }

    private static async Task<JsonNode> SendAsync(HttpClient client, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, MediaTypeNames.Application.Json);
        using var answer = await client.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode}");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private string FileOf(string name) => Path.Combine(_files.FullName, name);
}
