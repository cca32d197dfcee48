using System.Collections.Concurrent;
using System.Globalization;
using Seckill.Browser.Tests.Testing;
using Xunit.Abstractions;

namespace Seckill.Browser.Tests;

/// <summary>
/// The first visit to an item's page, from a phone on a slow network. What is transferred is bounded strictly. Times depend on the machine
/// and on what else it does: they are measured and printed, and only held to a bound that nothing but a defect passes.
/// </summary>
[Collection(LookingAtTheShop.Name)]
public sealed class FirstVisitSpec(Shop shop, ITestOutputHelper output)
{
    private const int BytesMax = 30_000;
    private const int RequestsMax = 13;
    private const double DefectMs = 15_000;

    /// <summary>How many times slower than this machine a phone of the middle class is.</summary>
    private const int PhoneRate = 4;

    /// <summary>Networks as measuring tools know them: latency of a request in milliseconds, bits per second down and up.</summary>
    public static TheoryData<string, string, int, int, int> Networks { get; } = new()
    {
        { "slow 4G", "http/1.1", 150, 1_600_000, 750_000 },
        { "slow 4G", "h2", 150, 1_600_000, 750_000 },
        { "LTE", "http/1.1", 70, 12_000_000, 12_000_000 },
        { "LTE", "h2", 70, 12_000_000, 12_000_000 },
    };

    /// <summary>Notes when the page has drawn the item and its button works.</summary>
    private const string Watch = """
        new MutationObserver(() => {
          if (window.readyAt === undefined && document.querySelector('article[data-state="stranger"]')) window.readyAt = performance.now();
        }).observe(document, { subtree: true, childList: true, attributes: true });
        """;

    [SkippableTheory]
    [MemberData(nameof(Networks))]
    public async Task An_items_page_is_small_and_soon_there(string network, string protocol, int latencyMs, int bitsDown, int bitsUp)
    {
        await using var shopper = await shop.EnterAsync(new Device { IsSecure = protocol == "h2" });
        var item = await shop.ListAsync(stock: 500, description: "Unlocked, 256 GB.\nTwo years of guarantee.");
        var page = await shopper.Context.NewPageAsync();
        await page.AddInitScriptAsync(Watch);
        var said = new ConcurrentQueue<string>();
        page.Console += (_, line) => said.Enqueue(line.Text);
        var devtools = await shopper.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("Network.enable");
        await devtools.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
        {
            ["offline"] = false, ["latency"] = latencyMs, ["downloadThroughput"] = bitsDown / 8, ["uploadThroughput"] = bitsUp / 8,
        });
        await devtools.SendAsync("Emulation.setCPUThrottlingRate", new Dictionary<string, object> { ["rate"] = PhoneRate });
        var (bytes, requests) = (0L, 0);
        devtools.Event("Network.requestWillBeSent").OnEvent += (_, _) => Interlocked.Increment(ref requests);
        devtools.Event("Network.loadingFinished").OnEvent += (_, told) =>
            Interlocked.Add(ref bytes, (long)told!.Value.GetProperty("encodedDataLength").GetDouble());

        await page.GotoAsync($"/items/{item}");
        await page.WaitForFunctionAsync("() => window.readyAt !== undefined");
        // The pictures and the clock's round trips too.
        await page.WaitForFunctionAsync("() => performance.getEntriesByType('resource').filter(one => one.name.endsWith('/api/time')).length >= 4");

        var (painted, ready) = (
            await page.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"),
            await page.EvaluateAsync<double>("() => window.readyAt"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{network}, {protocol}, a phone of the middle class: {bytes:N0} bytes in {requests} requests; first paint after {painted:N0} ms, usable after {ready:N0} ms"));
        (await page.EvaluateAsync<string>("() => performance.getEntriesByType('navigation')[0].nextHopProtocol")).ShouldBe(protocol);
        // The browser fetches the item before the script runs, and the script takes that very answer.
        (await page.EvaluateAsync<string[]>("() => performance.getEntriesByType('resource').filter(one => /items\\/[^/]*$/.test(one.name)).map(one => one.initiatorType)")).ShouldBe(["link"]);
        said.ShouldBeEmpty("the browser warns of what it has fetched for nothing");
        bytes.ShouldBeGreaterThan(10_000, "it measures nothing otherwise");
        bytes.ShouldBeLessThan(BytesMax);
        requests.ShouldBeLessThan(RequestsMax);
        painted.ShouldBeLessThan(DefectMs);
        ready.ShouldBeLessThan(DefectMs);
    }
}
