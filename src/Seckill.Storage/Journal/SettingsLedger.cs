using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Seckill.Actors.Settings;
using Seckill.Storage.Databases;
using static Seckill.Domain.Settings.SettingsProtocol;

namespace Seckill.Storage.Journal;

/// <summary>Reads the settings' entries from the journal. The actor system is asked for late, because it is built after this.</summary>
internal sealed class SettingsLedger(IDatabase database, Func<ActorSystem> system) : ISettingsLedger
{
    public async Task<IReadOnlyList<SettingsEntry>> ReadAsync(long afterRevision, int limit, CancellationToken cancellation)
    {
        var actors = system();
        var source = PersistenceQuery.Get(actors)
            .ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier)
            .CurrentEventsByPersistenceId(SettingsActor.JournalId, afterRevision + 1, long.MaxValue)
            .Take(limit);
        var entries = new List<SettingsEntry>();
        try
        {
            await foreach (var envelope in source.RunAsAsyncEnumerable(actors.Materializer()).WithCancellation(cancellation).ConfigureAwait(false))
            {
                var next = afterRevision + entries.Count + 1;
                if (envelope.SequenceNr != next) throw new SerializationException($"The settings' journal lacks entry {next}.");
                if (envelope.Event is not SettingsCommitted committed)
                    throw new SerializationException($"Entry {next} of the settings' journal is not a {nameof(SettingsCommitted)}.");
                entries.Add(new SettingsEntry(next, committed));
            }
        }
        catch (Exception error) when (Outage.Find(database, error) is { } outage)
        {
            throw outage;
        }

        return entries;
    }
}
