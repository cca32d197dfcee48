using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Seckill.Actors.Ledger;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Storage.Journal;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Tests.Testing;

/// <summary>One node's actor system on the production wiring of journal, snapshots and serializer.</summary>
internal sealed class LedgerNode : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ServiceProvider _services;

    public LedgerNode(StorageOptions options, Stores stores)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAkka("ledger", builder => builder
            .ConfigureLoggers(loggers => loggers.ClearLoggers())
            .WithSeckillSerialization()
            .WithSeckillStorage(options));
        _services = services.BuildServiceProvider();
        System = _services.GetRequiredService<ActorSystem>();
        Ledger = new ItemLedger(stores.Ledger, () => System);
    }

    public ActorSystem System { get; }

    public ILedger Ledger { get; }

    /// <summary>Starts an incarnation of an item that writes what it is told.</summary>
    public IActorRef Writer(ItemId item, IActorRef? witness = null) =>
        System.ActorOf(Props.Create(() => new WriterActor(item, witness ?? ActorRefs.Nobody)));

    /// <summary>Writes a whole ledger through one incarnation; returns the newest sequence number.</summary>
    public async Task<long> WriteAsync(Sale sale, int after = 0)
    {
        var writer = Writer(sale.Id);
        var head = 0L;
        foreach (var entry in sale.Ledger.Skip(after)) head = await writer.Ask<long>(entry.Batch, Patience);
        return head;
    }

    public async Task<List<LedgerEntry>> ReadAsync(ItemId item, long after = 0)
    {
        var entries = new List<LedgerEntry>();
        await foreach (var entry in Ledger.ReadAsync(item, after, CancellationToken.None)) entries.Add(entry);
        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        await _services.DisposeAsync();
    }

    /// <summary>Asks a <see cref="WriterActor"/> for the state that it recovered.</summary>
    public sealed record GetState
    {
        public static GetState Instance { get; } = new();
    }

    /// <summary>The least persistent actor: writes a batch, then answers with its sequence number; tells a witness of failures.</summary>
    private sealed class WriterActor : ReceivePersistentActor
    {
        private readonly IActorRef _witness;
        private ItemState _state;
        private bool _fromSnapshot;
        private IActorRef _asker = ActorRefs.Nobody;

        public WriterActor(ItemId item, IActorRef witness)
        {
            (PersistenceId, _witness, _state) = (ItemPersistence.IdOf(item), witness, ItemState.Empty(item));
            Recover<SnapshotOffer>(offer => (_state, _fromSnapshot) = ((ItemState)offer.Snapshot, true));
            Recover<BatchCommitted>(batch => _state = _state.Apply(batch));
            Command<BatchCommitted>(batch => Persist(batch, written =>
            {
                _state = _state.Apply(written);
                Sender.Tell(LastSequenceNr);
            }));
            Command<GetState>(_ => Sender.Tell((_state, _fromSnapshot)));
            Command<string>(wish =>
            {
                _asker = Sender;
                if (wish == "forget") DeleteSnapshots(SnapshotSelectionCriteria.Latest);
                else SaveSnapshot(_state);
            });
            Command<SaveSnapshotSuccess>(_ => _asker.Tell("saved"));
            Command<DeleteSnapshotsSuccess>(_ => _asker.Tell("forgotten"));
        }

        public override string PersistenceId { get; }

        protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => _witness.Tell(cause);
    }
}
