using System.Net;
using System.Text.RegularExpressions;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Pages;

/// <summary>Pages cost nothing that the sale needs: no item is asked, and the database may be gone.</summary>
public sealed partial class PagesWithoutStorageSpec
{
    private static readonly string[] Pages = ["/", "/items/phone", "/orders", "/orders/phone-1", "/signed-in", "/desk", "/desk/items/phone", "/desk/prompt"];

    [SkippableFact]
    public async Task Pages_and_files_come_while_the_database_is_gone_and_no_item_hears_of_them()
    {
        Skip.If(PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        await using var server = await PostgresServer.StartAsync();
        await using var host = new HostProcess(new Dictionary<string, string>
        {
            ["Seckill__Storage__Provider"] = "postgres", ["Seckill__Storage__ConnectionString"] = await server.CreateDatabaseAsync(),
        });
        await host.StartReadyAsync();
        using var http = new HttpClient { BaseAddress = host.Address };
        var decided = await DecidedAsync(http);

        await server.KillAsync();

        var files = Asset().Matches(await http.GetStringAsync(new Uri("/", UriKind.Relative))).Select(match => match.Groups[1].Value).Distinct().ToArray();
        files.Length.ShouldBeGreaterThan(3);
        foreach (var path in Enumerable.Repeat(Pages.Concat(files), 10).SelectMany(all => all))
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }

        (await DecidedAsync(http)).ShouldBe(decided);
        using var bought = new SaleClient(host.Address);
        var token = await bought.TokenAsync("alice");
        ((int)(await bought.SendAsync(HttpMethod.Get, "/api/orders", token: token)).Status).ShouldBeGreaterThanOrEqualTo(500, "it tests nothing otherwise");
    }

    /// <summary>Batches that items have decided.</summary>
    private static async Task<double> DecidedAsync(HttpClient http) =>
        Scrape.Value(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)), "seckill_item_batch_commands_count");

    [GeneratedRegex("(?:href|src)=\"(/assets/[^\"]*)\"")]
    private static partial Regex Asset();
}
