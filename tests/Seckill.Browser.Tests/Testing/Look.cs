using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Seckill.Browser.Tests.Testing;

/// <summary>
/// One way to look at the pages: a language, light or dark, a width. With <c>SECKILL_SCREENSHOTS</c> set to a directory, pictures of all
/// checked pages are left there.
/// </summary>
public sealed class Look(string locale, bool isDark, int width)
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("SECKILL_SCREENSHOTS");

    /// <summary>All rules are checked; what passes is not listed, which takes long on a page with much on it.</summary>
    private static readonly AxeRunOptions FaultsOnly = new() { ResultTypes = [ResultType.Violations] };

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
        var faults = (await page.RunAxe(FaultsOnly)).Violations.Where(fault => fault.Impact is "serious" or "critical" or "moderate");
        faults.Select(fault => $"{fault.Id}: {fault.Help}: {string.Join(", ", fault.Nodes.Select(node => node.Html))}").ShouldBeEmpty($"{name} {_name}");
        var overflow = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.ShouldBe(0, $"{name} {_name} scrolls sideways");
    }
}
