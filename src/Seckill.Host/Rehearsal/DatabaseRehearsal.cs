using Seckill.Storage.Rehearsal;

namespace Seckill.Host.Rehearsal;

/// <summary>
/// The second act of a rehearsal, where the database is a server: the driver's code is not among what the first one, on files, has warmed up.
/// </summary>
internal static class DatabaseRehearsal
{
    /// <summary>For statements that are under way when it has been enough; the connection ends them by then.</summary>
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Writes what the first act has sold to the node's own database and takes it back, for half as long as the first act may take. Does
    /// nothing where there was none. When it fails it costs time and a warning, never the start.
    /// </summary>
    public static async Task RehearseOnDatabaseAsync(this WebApplication app, RehearsalReport first)
    {
        if (first.Sale is not { } sale) return;
        var clock = app.Services.GetRequiredService<TimeProvider>();
        var (limit, began) = (RehearsalSettings.ReadLimit(app.Configuration, app.Environment) / 2, clock.GetTimestamp());
        try
        {
            using var enough = new CancellationTokenSource(limit, clock);
            var times = await app.Services.GetRequiredService<StorageRehearsal>().RunAsync(sale, enough.Token).WaitAsync(limit + EndMax, clock);
            if (times == 0) return;
            await Compilation.AwaitSilenceAsync(clock, began, limit);
            GC.Collect();
            app.Logger.LogInformation(
                "Wrote a sale to the database {Times} times in {Milliseconds} ms, and took it back.", times, (long)clock.GetElapsedTime(began).TotalMilliseconds);
        }
#pragma warning disable CA1031 // Whatever it is, it must not keep the node from starting.
        catch (Exception error)
#pragma warning restore CA1031
        {
            app.Logger.LogWarning(
                "Could not rehearse on the database: {Failure}. The node sells nevertheless, but slower in its first seconds.", error.Message);
        }
    }
}
