using System.Collections.Concurrent;
using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Host.Tests.Reconciliation;

/// <summary>A busy sale in which buyers pay, decline, cancel, pay too late and let orders expire is never called wrong.</summary>
public sealed class HonestSaleSpec(ITestOutputHelper output)
{
    private const int Buyers = 60;
    private const int Stock = 40;

    private static readonly string[] Items = ["phone", "cup", "lamp"];

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_reported_while_everybody_is_honest(bool onPostgres)
    {
        Skip.If(onPostgres && PostgresServer.MissingReason is not null, PostgresServer.MissingReason);
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        // On a machine that is busy with other things, a webhook may take some seconds.
        await using var host = await BooksHost.StartAsync(
            onPostgres, ("ReconciliationSettleSeconds", "20"), ("ReconciliationEverySeconds", "1"), ("ReconciliationRecheckSeconds", "1"),
            ("ReconciliationRowsPerSecond", "1000000"));
        foreach (var item in Items) await host.ListAsync(item, Stock, paymentWindowSeconds: 3);
        var found = new ConcurrentQueue<string>();

        using var closing = new CancellationTokenSource();
        var auditing = AuditAsync(host, found, closing.Token);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Buyers * Items.Length), new ParallelOptions { MaxDegreeOfParallelism = 12 },
            async (number, _) => await ShopAsync(host, $"buyer-{number / Items.Length}", Items[number % Items.Length], new Random(seed + number)));
        foreach (var item in Items) await ShouldEndBalancedAsync(host, item);
        await closing.CancelAsync();
        await auditing;

        found.ShouldBeEmpty($"seed {seed}");
        host.Output.ShouldNotContain("The books differ");
        (await host.RunAsync("item audit --all")).ExitCode.ShouldBe(0, $"seed {seed}");
        await Eventually.GetAsync(host.HealthAsync, health => (string?)health["status"] == "ready");
    }

    /// <summary>Audits on demand all the while, beside the background.</summary>
    private static async Task AuditAsync(BooksHost host, ConcurrentQueue<string> found, CancellationToken closing)
    {
        for (var turn = 0; !closing.IsCancellationRequested; turn++)
        {
            var audit = await host.AuditAsync(Items[turn % Items.Length]);
            // A table that follows late on a busy machine is a lag, and not a difference of an order.
            if (audit["orderDifferences"] is not { } differences || differences.AsArray().Count > 0) found.Enqueue(audit.ToJsonString());
        }
    }

    private static async Task ShopAsync(BooksHost host, string buyer, string item, Random random)
    {
        var token = await host.Client.TokenAsync(buyer);
        var bought = await host.Client.BuyAsync(token, item);
        if (bought.OrderId is not { } order) return;
        var payment = random.Next(5) == 0 ? null : await host.OpenPaymentAsync(buyer, order);
        switch (random.Next(6))
        {
            case 0:
                await CancelAsync();
                break;
            case 1 when payment is not null:
                await host.PressAsync(payment, "decline");
                if (await host.OpenPaymentAsync(buyer, order) is { } second) await host.PressAsync(second, "pay");
                break;
            case 2 when payment is not null:
                // Either comes first, and the money goes back if it is too late.
                await Task.WhenAll(host.PressAsync(payment, "pay"), CancelAsync());
                break;
            case 3:
                break; // It expires.
            case 4 when payment is not null:
                await host.PressAsync(payment, "pay");
                await host.Client.SendAsync(HttpMethod.Post, $"/api/admin/orders/{order}/cancel", new { reason = "test" }, host.Operator);
                break;
            default:
                if (payment is not null) await host.PressAsync(payment, "pay");
                break;
        }

        Task CancelAsync() => host.Client.SendAsync(HttpMethod.Post, $"/api/orders/{order}/cancel", null, token);
    }

    /// <summary>Total = available + held + sold, and ledger = orders = payments, when nothing is under way any more.</summary>
    private static async Task ShouldEndBalancedAsync(BooksHost host, string item)
    {
        var audit = await Eventually.GetAsync(
            () => host.AuditAsync(item),
            one => (bool)one["settled"]! && (long)one["ledger"]!["held"]! == 0 && (long)one["ledger"]!["refundDue"]! == 0, TimeSpan.FromMinutes(2));
        ((bool)audit["reconciled"]!).ShouldBeTrue(audit.ToJsonString());
        var books = audit["ledger"]!;
        ((long)books["total"]!).ShouldBe(Stock);
        ((long)books["available"]! + (long)books["held"]! + (long)books["sold"]!).ShouldBe(Stock);
        ((long)books["sold"]!).ShouldBe((long)books["paid"]!);
    }
}
