using Microsoft.Playwright;

namespace Seckill.Browser.Tests.Testing;

/// <summary>
/// Debian's chromium without a window, driven by Playwright. All tests share one process: contexts keep their people apart, and starting it
/// takes seconds. Where it is absent, the test that asks is skipped with the reason.
/// <para>
/// The build for headless use comes first, as in Playwright itself: the same engine without a browser's windows around it, which takes a
/// third of the processor time.
/// </para>
/// </summary>
public static class Browser
{
    private static readonly string? Program =
        ((string[])["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"]).FirstOrDefault(File.Exists);

    /// <summary>Far more than anything here may take, so that a slow machine is not an error.</summary>
    public const float PatienceMs = 20_000;

    /// <summary>
    /// No sandbox, because tests may run as root; nothing that would talk to anybody but the host; and no cache between contexts.
    /// </summary>
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--disable-dev-shm-usage",
    ];

    private static readonly string? MissingReason =
        Program is null ? "chromium is not installed; on Debian: apt-get install chromium-headless-shell fonts-noto-cjk." : null;

    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static (IPlaywright Driver, IBrowser Chromium)? _running;
    private static int _users;

    /// <summary>Skips the test when there is no browser.</summary>
    public static void Need() => Skip.If(MissingReason is not null, MissingReason);

    /// <summary>
    /// The browser, started if nobody has it yet, until the result is disposed of: the last one ends it. Null where there is none, so that
    /// the tests can say why they are skipped.
    /// </summary>
    public static async Task<Share?> TakeAsync()
    {
        if (MissingReason is not null) return null;
        await Gate.WaitAsync();
        try
        {
            _running ??= await StartAsync();
            _users++;
            return new Share(_running.Value.Chromium);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task GiveBackAsync()
    {
        await Gate.WaitAsync();
        try
        {
            if (--_users > 0 || _running is not { } running) return;
            _running = null;
            await running.Chromium.CloseAsync();
            running.Driver.Dispose();
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<(IPlaywright Driver, IBrowser Chromium)> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        var driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Program, Headless = true, Args = Flags }));
    }

    /// <summary>Somebody's share of the browser: as many contexts as they like.</summary>
    public sealed class Share(IBrowser chromium) : IAsyncDisposable
    {
        /// <summary>A device of its own: nothing is shared with other contexts.</summary>
        public async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions options)
        {
            var context = await chromium.NewContextAsync(options);
            context.SetDefaultTimeout(PatienceMs);
            return context;
        }

        public async ValueTask DisposeAsync() => await GiveBackAsync();
    }
}
