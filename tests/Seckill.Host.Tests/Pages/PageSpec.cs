using System.Net;
using System.Text.RegularExpressions;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Pages;

/// <summary>How the pages for people are served. What they do in a browser is shown by <c>Seckill.Browser.Tests</c>.</summary>
[Collection(OnDevelopmentHost.Name)]
public sealed partial class PageSpec(DevelopmentHost host) : IDisposable
{
    private const int FirstTransferBytesMax = 30_000;

    /// <summary>Icon, style, script and texts: with the item they fit into the six connections of a browser.</summary>
    private const int FirstFiles = 4;

    /// <summary>What a browser says for a page that a person wants.</summary>
    private const string Browsers = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

    private readonly HttpClient _http = new() { BaseAddress = host.Address };

    [Theory]
    [InlineData("/")]
    [InlineData("/items/phone")]
    [InlineData("/orders")]
    [InlineData("/orders/phone-1")]
    [InlineData("/desk")]
    [InlineData("/desk/new")]
    [InlineData("/desk/items/phone")]
    [InlineData("/desk/items/phone/edit")]
    [InlineData("/desk/prompt")]
    [InlineData("/?utm_source=mail&utm_source=again")]
    public async Task Every_page_is_the_same_document_for_everybody(string path)
    {
        using var page = await GetAsync(path);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.Headers.CacheControl!.ToString().ShouldBe("no-cache");
        using var again = await GetAsync(path, ("If-None-Match", page.Headers.ETag!.ToString()));
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(page.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_page_runs_our_own_files_only_and_is_framed_by_nobody()
    {
        using var page = await GetAsync("/items/phone");
        var html = await page.Content.ReadAsStringAsync();

        var policy = page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        page.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        page.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        page.Headers.Contains("Permissions-Policy").ShouldBeTrue();
        Regex.Matches(html, "<script(?![^>]* src=)").ShouldBeEmpty("no inline script");
        html.ShouldNotContain("<style");
        Addresses().Matches(html).Select(match => match.Groups[1].Value).ShouldAllBe(address => address.StartsWith("/assets/", StringComparison.Ordinal) || address == "#main");
    }

    [Theory]
    [InlineData(null, "en")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh")]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("fr, en;q=0.5, zh;q=0.7", "zh")]
    [InlineData("zh;q=0, en;q=0.1", "en")]
    [InlineData("zhx", "en")]
    [InlineData("de", "en")]
    [InlineData("*", "en")]
    [InlineData(";;;,=,", "en")]
    public async Task The_language_is_the_one_that_the_reader_likes_best(string? accepted, string language)
    {
        using var page = await GetAsync("/", accepted is null ? [] : [("Accept-Language", accepted)]);

        page.Content.Headers.ContentLanguage.ShouldBe([language]);
        page.Headers.Vary.ShouldBe(["Accept-Language", "Accept-Encoding"], ignoreOrder: true);
        (await page.Content.ReadAsStringAsync()).ShouldContain($"<html lang=\"{language}\"");
    }

    [Fact]
    public async Task Every_file_may_be_kept_for_ever_under_a_name_that_another_version_does_not_have()
    {
        var html = await _http.GetStringAsync(new Uri("/", UriKind.Relative));
        string[] files = [.. Addresses().Matches(html).Select(match => match.Groups[1].Value).Where(address => address != "#main").Distinct()];
        files.Length.ShouldBe(FirstFiles);

        foreach (var file in files)
        {
            using var answer = await GetAsync(file);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, file);
            answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable", file);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }

        var version = files[0].Split('/')[2];
        foreach (var wrong in (string[])["/assets/0123456789abcdef/style.css", $"/assets/{version}/nothing.js", $"/assets/{version}/", $"/assets/{version}/index.html", $"/assets/{version}/..%2fappsettings.json"])
        {
            using var answer = await GetAsync(wrong);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, wrong);
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue(wrong);
        }
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("gzip, br;q=0", "gzip")]
    [InlineData("identity", null)]
    [InlineData("GZIP;q=0", null)]
    public async Task Files_are_compressed_as_the_client_takes_it(string accepted, string? encoding)
    {
        using var page = await GetAsync("/", ("Accept-Encoding", accepted));

        page.Content.Headers.ContentEncoding.ShouldBe(encoding is null ? [] : [encoding]);
        page.Headers.Vary.ShouldContain("Accept-Encoding");
    }

    [Fact]
    public async Task The_first_visit_to_an_item_costs_little()
    {
        using var page = await GetAsync("/items/phone", ("Accept-Encoding", "br"));
        var bytes = page.Content.Headers.ContentLength!.Value;
        var html = await _http.GetStringAsync(new Uri("/items/phone", UriKind.Relative));
        var files = Addresses().Matches(html).Select(match => match.Groups[1].Value).Where(address => address != "#main").Distinct().ToList();
        foreach (var file in files)
        {
            using var answer = await GetAsync(file, ("Accept-Encoding", "br"));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, file);
            bytes += answer.Content.Headers.ContentLength!.Value;
        }

        bytes.ShouldBeLessThan(FirstTransferBytesMax);
    }

    [Fact]
    public async Task An_items_page_tells_the_browser_to_fetch_the_item()
    {
        using var page = await GetAsync("/items/phone-15?utm_source=mail");

        page.Headers.GetValues("Link").ShouldBe(["</api/items/phone-15>; rel=preload; as=fetch; crossorigin"]);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/desk/items/phone")]
    [InlineData("/items/Phone")]
    [InlineData("/items/-phone")]
    [InlineData("/items/phone%3E%3B%20rel=preload,%3C")]
    [InlineData("/items/phone%0D%0AX-Evil:%201")]
    [InlineData("/items/..%2Forders")]
    public async Task An_address_that_can_be_no_item_is_not_repeated_in_a_header(string path)
    {
        using var page = await GetAsync(path);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.Contains("Link").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/item/x")]
    [InlineData("/items")]
    [InlineData("/orders/a/b")]
    [InlineData("/desk/nothing")]
    [InlineData("/desk/items/x/y")]
    [InlineData("/nothing?utm_source=mail")]
    public async Task People_who_mistype_an_address_get_a_page_and_programs_a_problem(string path)
    {
        using var page = await GetAsync(path, ("Accept", Browsers), ("If-None-Match", "*"));

        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.Headers.CacheControl!.NoStore.ShouldBeTrue();
        page.Headers.ETag.ShouldBeNull();
        page.Headers.Contains("Content-Security-Policy").ShouldBeTrue();
        (await page.Content.ReadAsStringAsync()).ShouldContain("<script type=\"module\"");
        using var asked = new HttpRequestMessage(HttpMethod.Head, path);
        asked.Headers.TryAddWithoutValidation("Accept", Browsers);
        using var head = await _http.SendAsync(asked);
        head.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        head.Content.Headers.ContentLength.ShouldBe(page.Content.Headers.ContentLength);

        foreach (var accepted in (string[])["*/*", "application/json", "text/html;q=0", "nonsense"])
        {
            using var answer = await GetAsync(path, ("Accept", accepted));
            await ShouldBeProblemAsync(answer, "not_found", accepted);
        }
    }

    [Theory]
    [InlineData("GET", "/api/nothing", "not_found")]
    [InlineData("GET", "/API/nothing", "not_found")]
    [InlineData("GET", "/healthz/nothing", "not_found")]
    [InlineData("GET", "/assets/0123456789abcdef/style.css", "not_found")]
    [InlineData("POST", "/items", "not_found")]
    [InlineData("POST", "/orders", "method_not_allowed")]
    public async Task Where_programs_ask_even_browsers_get_the_problem(string method, string path, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", Browsers);
        using var answer = await _http.SendAsync(request);

        await ShouldBeProblemAsync(answer, code, path);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/pay")]
    public async Task A_payment_that_does_not_exist_is_told_to_people_on_a_page(string method, string path)
    {
        var address = $"/sandbox/payments/pay_nothing{path}";
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.TryAddWithoutValidation("Accept", Browsers);
        using var page = await _http.SendAsync(request);
        using var problem = await _http.SendAsync(new HttpRequestMessage(new HttpMethod(method), address));

        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        (await page.Content.ReadAsStringAsync()).ShouldContain("There is no such payment.");
        await ShouldBeProblemAsync(problem, "not_found", address);
    }

    [Fact]
    public async Task Nothing_is_written_to_a_page()
    {
        using var answer = await _http.PostAsync(new Uri("/", UriKind.Relative), new StringContent("x"));

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    public void Dispose() => _http.Dispose();

    private static async Task ShouldBeProblemAsync(HttpResponseMessage answer, string code, string what)
    {
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json", what);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"code\":\"{code}\"", Case.Sensitive, what);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Addresses();
}
