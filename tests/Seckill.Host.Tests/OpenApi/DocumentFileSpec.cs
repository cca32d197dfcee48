using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.OpenApi;

/// <summary>The document as bytes: it is made once, and what was made for one asker says nothing about it to the next.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed class DocumentFileSpec(DevelopmentHost host) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host.Address };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Everybody_gets_the_same_bytes_under_the_same_strong_tag()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async n =>
        {
            using var answer = await SendAsync(HttpMethod.Get, request => request.Headers.Host = $"elsewhere{n}.test");
            return (Tag: answer.Headers.ETag!, Text: await answer.Content.ReadAsStringAsync());
        }));

        answers.Distinct().Count().ShouldBe(1);
        answers[0].Tag.IsWeak.ShouldBeFalse();
        answers[0].Text.ShouldNotContain("elsewhere");
    }

    [Fact]
    public async Task Whoever_has_it_is_not_sent_it_again()
    {
        using var first = await SendAsync(HttpMethod.Get);
        var tag = first.Headers.ETag!.ToString();

        foreach (var known in (string[])[tag, $"W/{tag}", $"\"other\", {tag}", "*"])
        {
            using var again = await SendAsync(HttpMethod.Get, request => request.Headers.TryAddWithoutValidation("If-None-Match", known));
            again.StatusCode.ShouldBe(HttpStatusCode.NotModified, known);
            again.Headers.ETag!.ToString().ShouldBe(tag);
            (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        }

        using var changed = await SendAsync(HttpMethod.Get, request => request.Headers.TryAddWithoutValidation("If-None-Match", "\"other\""));
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        using var whole = await SendAsync(HttpMethod.Get);
        using var head = await SendAsync(HttpMethod.Head);

        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe((await whole.Content.ReadAsByteArrayAsync()).Length);
        head.Headers.ETag.ShouldBe(whole.Headers.ETag);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_packed_for_those_who_unpack_and_has_another_tag_then()
    {
        using var plain = await SendAsync(HttpMethod.Get);
        using var packed = await SendAsync(HttpMethod.Get, request => request.Headers.AcceptEncoding.Add(new("gzip")));
        using var refused = await SendAsync(HttpMethod.Get, request => request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip", 0)));

        packed.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        packed.Headers.Vary.ShouldContain("Accept-Encoding");
        packed.Headers.ETag.ShouldNotBe(plain.Headers.ETag);
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var text = new StreamReader(unpacked, Encoding.UTF8);
        (await text.ReadToEndAsync()).ShouldBe(await plain.Content.ReadAsStringAsync());
        refused.Content.Headers.ContentEncoding.ShouldBeEmpty();
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(method, new Uri("/openapi/v1.json", UriKind.Relative));
        change?.Invoke(request);
        return _http.SendAsync(request);
    }
}
