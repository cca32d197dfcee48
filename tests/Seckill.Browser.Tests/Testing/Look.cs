using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Seckill.Browser.Tests.Testing;

/// <summary>
/// One way to look at the pages: a language, light or dark, a width. With <c>SECKILL_SCREENSHOTS</c> set to a directory, pictures of all
/// checked pages are left there.
/// </summary>
public sealed class Look(string locale, bool isDark, int width)
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("SECKILL_SCREENSHOTS");

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// All rules are checked, in the page itself. axe's own package for Playwright puts partial results together on a page of its own, for the
    /// sake of frames from elsewhere; we have none, and that takes four times as long.
    /// </summary>
    private const string FindFaults = """
        async () => (await axe.run({ resultTypes: ['violations'] })).violations
            .filter(fault => ['moderate', 'serious', 'critical'].includes(fault.impact))
            .map(fault => `${fault.id}: ${fault.help}: ${fault.nodes.map(node => node.html).join(', ')}`)
        """;

    private readonly string _name = $"{locale[..2]}-{(isDark ? "dark" : "light")}-{width}";

    /// <summary>A phone and a desk, in both languages, light and dark.</summary>
    public static TheoryData<string, bool, int> All => new()
    {
        { "en-GB", false, 360 }, { "zh-CN", true, 360 }, { "zh-CN", false, 1_280 }, { "en-GB", true, 1_280 },
    };

    /// <summary>Checks that everybody can read the page: no serious fault of accessibility, and nothing wider than the screen.</summary>
    public async Task CheckAsync(IPage page, string name, bool isLong = false)
    {
        if (Pictures is not null) await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{_name}.png"), FullPage = !isLong });
        (await FaultsAsync(page)).ShouldBeEmpty($"{name} {_name}");
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.ShouldBe(0, $"{name} {_name} scrolls sideways");
    }

    /// <summary>The page's moderate, serious and critical faults of accessibility by axe, each with its rule first.</summary>
    public static async Task<string[]> FaultsAsync(IPage page)
    {
        await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>(FindFaults);
    }
}
