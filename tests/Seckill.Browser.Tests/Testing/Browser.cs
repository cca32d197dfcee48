using Microsoft.Playwright;

namespace Seckill.Browser.Tests.Testing;

/// <summary>Debian's chromium without a window, driven by Playwright. Where it is absent, the test that asks is skipped with the reason.</summary>
public static class Browser
{
    private const string Program = "/usr/bin/chromium";

    /// <summary>
    /// No sandbox, because tests may run as root; nothing that would talk to anybody but the host; and no cache between contexts.
    /// </summary>
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--disable-dev-shm-usage",
    ];

    private static readonly string? MissingReason =
        File.Exists(Program) ? null : "chromium is not installed; on Debian: apt-get install chromium fonts-noto-cjk.";

    /// <summary>Skips the test when there is no browser.</summary>
    public static void Need() => Skip.If(MissingReason is not null, MissingReason);

    /// <summary>Starts the browser; null where there is none, so that the tests can say why they are skipped.</summary>
    public static async Task<(IPlaywright Driver, IBrowser Browser)?> StartAsync()
    {
        if (MissingReason is not null) return null;
        var driver = await Playwright.CreateAsync();
        var browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Headless = true, Args = Flags });
        return (driver, browser);
    }
}
