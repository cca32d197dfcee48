namespace Seckill.Actors.Settings;

/// <summary>Reads the settings' journal.</summary>
public interface ISettingsLedger
{
    /// <summary>The entries after a revision, in order, up to the current end or up to a number of them.</summary>
    /// <param name="afterRevision">The revision.</param>
    /// <param name="limit">Most entries to read.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<SettingsEntry>> ReadAsync(long afterRevision, int limit, CancellationToken cancellation);
}
