using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Seckill.Browser.Tests.Testing;

/// <summary>
/// Somebody in front of a browser. It also keeps what went wrong in it: a page of ours writes no error to the console, breaks no rule of
/// its content-security policy, and asks nobody but the host.
/// </summary>
public sealed class Shopper(IBrowserContext context, string name) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();

    public string Name => name;

    public IBrowserContext Context => context;

    /// <summary>Opens a page in a new tab.</summary>
    public async Task<Tab> OpenAsync(string path)
    {
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, line) =>
        {
            // The browser itself notes every refused or broken request as an error; tests cause those.
            if (line.Type == "error" && !line.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _errors.Enqueue(line.Text);
        };
        await page.GotoAsync(path);
        return new Tab(page, this);
    }

    /// <summary>Opens an item's page and signs in.</summary>
    public async Task<Tab> OpenItemAsync(string item)
    {
        var tab = await OpenAsync($"/items/{item}");
        await tab.SignInAsync();
        return tab;
    }

    /// <summary>Opens a page of the operators' desk and signs in: whoever comes by a page of the desk becomes an operator.</summary>
    public async Task<Tab> EnterDeskAsync(string path)
    {
        var tab = await OpenAsync(path);
        await tab.SignInAsync();
        return tab;
    }

    /// <summary>Fails if a page of this shopper has reported an error.</summary>
    public void ShouldHaveSeenNoError() => _errors.ShouldBeEmpty();

    public async ValueTask DisposeAsync() => await context.CloseAsync();

    /// <summary>One tab.</summary>
    public sealed class Tab(IPage page, Shopper shopper)
    {
        public IPage Page => page;

        public ILocator Button => page.Locator("#buy");

        private ILocator Item => page.Locator("article");

        /// <summary>Signs in by the bar.</summary>
        public async Task SignInAsync()
        {
            await page.Locator("#sign-in").ClickAsync();
            await EnterNameAsync();
        }

        /// <summary>Fills in the dialogue that asks who one is.</summary>
        public async Task EnterNameAsync()
        {
            await page.Locator("#sign-in-name").FillAsync(shopper.Name);
            await page.Locator("dialog button.main").ClickAsync();
            await Expect(page.Locator("#sign-out")).ToBeVisibleAsync();
        }

        /// <summary>Waits until the item's page is in a state of its table.</summary>
        public Task ShouldBecomeAsync(string state) =>
            Expect(Item).ToHaveAttributeAsync("data-state", state);

        /// <summary>Waits until the order's page shows a status.</summary>
        public Task ShouldBeOrderAsync(string status) =>
            Expect(Item).ToHaveAttributeAsync("data-status", status);

        /// <summary>Waits until the page says something.</summary>
        public Task ShouldSayAsync(string text) => Expect(page.Locator("main")).ToContainTextAsync(text);

        /// <summary>Goes to the page where the order is paid; where that fails, says what the page says instead.</summary>
        public async Task GoToPayAsync()
        {
            await Button.ClickAsync();
            try
            {
                await page.WaitForURLAsync("**/sandbox/payments/*");
            }
            catch (TimeoutException error)
            {
                throw new TimeoutException($"{error.Message}\n{page.Url}\n{await page.Locator("body").InnerTextAsync()}", error);
            }
        }

        /// <summary>Buys what the page shows, and waits until it is reserved.</summary>
        public async Task BuyAsync()
        {
            await ShouldBecomeAsync("open");
            await Button.ClickAsync();
            await ShouldBecomeAsync("toPay");
        }
    }
}
