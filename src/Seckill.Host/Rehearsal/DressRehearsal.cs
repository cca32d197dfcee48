using Seckill.Storage.ReadModel;
using Seckill.Storage.Rehearsal;

namespace Seckill.Host.Rehearsal;

/// <summary>
/// Sells in miniature before the host starts, until the runtime has little left to compile for a purchase. A crowd arrives in
/// the very second in which a node is ready; without a rehearsal that second has half as many wins as any later one. Nothing of it ever appears:
/// it is over before the host is built, which from then on collects metrics; the log is told one line; and its store is deleted.
/// </summary>
internal static class DressRehearsal
{
    /// <summary>Buyers of one burst: enough for whatever runs once for each to be compiled again (runtimeconfig.template.json).</summary>
    private const int Burst = 1_500;

    /// <summary>Fewer methods newly compiled between two bursts are the rest of the program's, not the purchase's.</summary>
    private const int FewMethods = 30;

    /// <summary>There are no services yet to ask for it.</summary>
    private static readonly TimeProvider Clock = TimeProvider.System;

    /// <summary>For its start and end, beside the time that it may sell; an idle machine needs a second and a half.</summary>
    private static readonly TimeSpan StartAndEndMax = TimeSpan.FromSeconds(30);

    /// <summary>For what can be cancelled, to clean up after itself.</summary>
    private static readonly TimeSpan CleanUpMax = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Rehearses, if that is switched on, and if nothing sells at this moment: a node that comes back in the middle of a sale is missed for
    /// longer than its first seconds would be slow. A rehearsal that fails costs time and a warning, never the start.
    /// </summary>
    public static async Task<RehearsalReport> RehearseAsync(this WebApplicationBuilder builder)
    {
        var limit = RehearsalSettings.ReadLimit(builder.Configuration, builder.Environment);
        if (limit == TimeSpan.Zero) return RehearsalReport.None;
        if (await OpenSales.AreThereAsync(builder.Configuration, Clock.GetUtcNow())) return RehearsalReport.InMidSale;
        var began = Clock.GetTimestamp();
        TemporaryStore? store = null;
        RehearsalReport report;
        try
        {
            store = new TemporaryStore();
            // What hangs, such as a file system, is left behind.
            var (purchases, sale) = await Task.Run(() => SellAsync(store, limit)).WaitAsync(limit + StartAndEndMax + CleanUpMax);
            report = new RehearsalReport(purchases, Clock.GetElapsedTime(began), Failure: null) { Sale = sale };
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            report = new RehearsalReport(0, Clock.GetElapsedTime(began), $"it was not over after {(limit + StartAndEndMax).TotalSeconds:0} s");
        }
        catch (Exception error)
        {
            report = new RehearsalReport(0, Clock.GetElapsedTime(began), error.Message);
        }

        return report with { Left = store is { IsGone: false } ? store.Directory : null };
    }

    private static async Task<(int Purchases, SaleSample Sale)> SellAsync(TemporaryStore store, TimeSpan limit)
    {
        (int, SaleSample) sold;
        using (store)
        using (var patience = new CancellationTokenSource(limit + StartAndEndMax))
        await using (var miniature = await Miniature.StartAsync(store, patience.Token))
        {
            using var enough = new CancellationTokenSource(limit);
            using var crowd = new Crowd(miniature.Orders, miniature.NewSigner());
            var since = Clock.GetTimestamp();
            long compiled;
            do
            {
                compiled = Compilation.Methods;
                await crowd.BuyAsync(Burst, enough.Token);
                await Compilation.AwaitSilenceAsync(Clock, since, limit);
            }
            while (Clock.GetElapsedTime(since) < limit && Compilation.Methods - compiled >= FewMethods);
            sold = (crowd.Served, await miniature.SampleAsync(patience.Token));
        }

        // What is left of it is garbage; the first collection of the sale should not have to find that out.
        GC.Collect();
        return sold;
    }
}
