using System.Runtime.Serialization;
using Akka.Actor;
using Seckill.Actors.Settings;
using Seckill.Storage.Databases;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Storage.Journal;

/// <summary>Reads the settings' entries from the journal. The actor system is asked for late, because it is built after this.</summary>
internal sealed class SettingsLedger(IDatabase database, Func<ActorSystem> system) : ISettingsLedger
{
    public async Task<IReadOnlyList<SettingsEntry>> ReadAsync(long afterRevision, int limit, CancellationToken cancellation)
    {
        var serialization = system().Serialization;
        var entries = new List<SettingsEntry>();
        while (entries.Count < limit)
        {
            var page = await database.ReadAsync(
                session => LedgerPage.ReadAsync(session, SettingsActor.JournalId, afterRevision + entries.Count, limit - entries.Count),
                cancellation).ConfigureAwait(false);
            foreach (var row in page.Rows)
            {
                var number = afterRevision + entries.Count + 1;
                if (row.Number != number) throw new SerializationException($"The settings' journal lacks entry {number}.");
                if (row.Read(serialization) is not SettingsCommitted committed)
                    throw new SerializationException($"Entry {number} of the settings' journal is not a {nameof(SettingsCommitted)}.");
                entries.Add(new SettingsEntry(number, committed));
            }

            if (page.NextLimit is null) break;
        }

        return entries;
    }
}
