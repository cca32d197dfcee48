using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Listening;

/// <summary>Requests begin on the few threads that hear of all connections, so whoever blocks one of them keeps others waiting.</summary>
[Collection(OnBuyersHost.Name)]
public sealed class SocketThreadsSpec(DevelopmentHost host)
{
    private const int Callers = 48;

    /// <summary>Whoever is not answered by then never is, as long as the lock is held.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task While_payments_wait_for_a_locked_database_every_other_connection_is_answered()
    {
        var item = await host.ListAsync(new Listing { Stock = Callers });
        var buyers = Enumerable.Range(0, Callers).Select(_ => host.NewBuyer()).ToArray();
        var orders = await Task.WhenAll(buyers.Select(async buyer => (await buyer.BuyAsync(item)).ShouldHaveStatus(201).OrderId));

        await ShouldAnswerOthersAsync("orders.db", i => buyers[i].OpenPaymentAsync(orders[i]));
    }

    [Fact]
    public async Task While_purchases_wait_for_a_locked_ledger_every_other_connection_is_answered()
    {
        var item = await host.ListAsync(new Listing { Stock = Callers });

        await ShouldAnswerOthersAsync("ledger.db", _ => host.NewBuyer().BuyAsync(item));
    }

    /// <summary>Calls that need a database which is locked, and then as many others, each on a connection of its own.</summary>
    private async Task ShouldAnswerOthersAsync(string database, Func<int, Task<Received>> call)
    {
        Task<Received>[] waiting;
        using (host.Lock(database))
        {
            waiting = [.. Enumerable.Range(0, Callers).Select(call)];
            using var others = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = host.Address };
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => others.GetStringAsync(new Uri("/api/time", UriKind.Relative)))).WaitAsync(Patience);

            waiting.Count(one => one.IsCompleted).ShouldBe(0, "they were to wait meanwhile");
        }

        (await Task.WhenAll(waiting)).ShouldAllBe(answer => answer.Status == 200 || answer.Status == 201 || answer.Status == 503);
    }
}
