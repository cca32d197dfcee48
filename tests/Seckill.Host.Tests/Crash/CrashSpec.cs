using Microsoft.Data.Sqlite;
using Seckill.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Host.Tests.Crash;

/// <summary>
/// The real process, killed with SIGKILL again and again in the middle of a sale. Whoever was told yes must be in the books,
/// exactly once, and nothing else may be.
/// </summary>
public sealed class CrashSpec(ITestOutputHelper output)
{
    private const int Units = 100;
    private const int Buyers = 2_000;
    private const int Kills = 10;
    private const string Item = "crash";
    private const string Secret = "whsec_c2lnbnMgd2ViaG9va3Mgb2YgY3Jhc2ggYW5kIG9mIG5vIG9uZSBlbHNl";

    [Fact]
    public async Task Ten_kills_in_a_sale_lose_no_yes_and_repeat_none()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        await using var host = new HostProcess(new Dictionary<string, string>
        {
            ["Seckill__Payments__WebhookSecret"] = Secret,
            ["Seckill__Limits__RequestTimeoutMs"] = "2000",
        });
        await host.StartReadyAsync();
        using var client = new SaleClient(host.Address, timeout: TimeSpan.FromSeconds(5));
        var operatorToken = await client.TokenAsync("olivia", "operator");
        var tokens = await client.TokensAsync(Buyers, "u");
        (await client.ListAsync(operatorToken, Item, Units, paymentWindowSeconds: 1)).Status.ShouldBe(System.Net.HttpStatusCode.Created);

        using var sale = new Sale(host.Address, new WebhookSigner(Secret), Item, tokens, seed);
        var shopping = sale.RunAsync();
        await KillAgainAndAgainAsync(host, sale, new Random(seed));
        sale.Close();
        await shopping;
        output.WriteLine($"{sale.Receipts.Count} orders confirmed, {sale.Answers} answers, {sale.Failures} requests cut off");

        sale.Failures.ShouldBeGreaterThan(0, "a kill that nobody notices proves nothing");
        sale.OrdersToldToTwoBuyers.ShouldBeEmpty();
        await AwaitUnpaidBackAsync(client, operatorToken);
        await ShouldBalanceAsync(client, operatorToken);
        ShouldBeInTheTable(host, sale);
    }

    private static async Task KillAgainAndAgainAsync(HostProcess host, Sale sale, Random random)
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            // In the thick of it: the units of the moment sell within the first hundred answers after a start.
            await sale.AwaitAnswersAsync(random.Next(1, 150));
            await host.KillAsync();
            await host.StartReadyAsync();
        }
    }

    private static async Task AwaitUnpaidBackAsync(SaleClient client, string operatorToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((long)(await client.AuditAsync(operatorToken, Item))["ledger"]!["held"]! > 0) await poll.WaitForNextTickAsync(limit.Token);
    }

    private async Task ShouldBalanceAsync(SaleClient client, string operatorToken)
    {
        var audit = await client.AuditAsync(operatorToken, Item);
        output.WriteLine(audit.ToJsonString());
        ((bool)audit["balanced"]!).ShouldBeTrue();
        var ledger = audit["ledger"]!;
        ((long)ledger["total"]!).ShouldBe(Units);
        ((long)ledger["available"]! + (long)ledger["held"]! + (long)ledger["sold"]!).ShouldBe(Units);
    }

    /// <summary>Read with SQL, past the product: every yes is a row of its buyer, and every paid receipt is paid.</summary>
    private static void ShouldBeInTheTable(HostProcess host, Sale sale)
    {
        var rows = new Dictionary<string, (string Buyer, string Status)>();
        using var connection = new SqliteConnection($"Data Source={Path.Combine(host.Directory, "data", "orders.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT item_id || '-' || sequence, buyer_id, status FROM orders WHERE item_id = 'crash'";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.TryAdd(reader.GetString(0), (reader.GetString(1), reader.GetString(2))).ShouldBeTrue("order ids are unique");
        }

        foreach (var (orderId, buyer) in sale.Receipts) rows[orderId].Buyer.ShouldBe(buyer, orderId);
        foreach (var orderId in sale.PaidReceipts) rows[orderId].Status.ShouldBe("paid", orderId);
    }
}
