using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Payments;
using Seckill.Actors.Projections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Testing;

/// <summary>One item on a faulty journal, with virtual time for its clock and its timers.</summary>
public abstract class ItemKit : TestKit
{
    protected static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    protected static readonly ItemId Item = ItemId.Parse("phone");

    private static readonly Config Settings = ConfigurationFactory.ParseString("""
        akka.loglevel = ERROR
        akka.scheduler.implementation = "Seckill.Actors.Tests.Testing.VirtualScheduler, Seckill.Actors.Tests"
        akka.persistence.journal.plugin = "akka.persistence.journal.faulty"
        akka.persistence.journal.faulty {
          class = "Seckill.Actors.Tests.Testing.FaultyJournal, Seckill.Actors.Tests"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          circuit-breaker.max-failures = 1000000
        }
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.test"
        akka.persistence.snapshot-store.test {
          class = "Akka.Persistence.TestKit.TestSnapshotStore, Akka.Persistence.TestKit"
          plugin-dispatcher = "akka.actor.default-dispatcher"
          circuit-breaker.max-failures = 1000000
        }
        """);

    protected ItemKit(ITestOutputHelper output)
        : base(Settings, output: output)
    {
        Time = new FakeTimeProvider(Start);
        Limits = new SeckillLimits();
        Feed = new ProjectionFeed(Options.Create(Limits), Time);
    }

    protected FakeTimeProvider Time { get; }

    protected SeckillLimits Limits { get; }

    protected ProjectionFeed Feed { get; }

    protected ConcurrentQueue<StatusPublished> Published { get; } = new();

    protected ConcurrentQueue<ItemStatus> Shown { get; } = new();

    protected ConcurrentQueue<RefundsOwed> Owed { get; } = new();

    /// <summary>Takes the item's questions about due orders. By default nobody has opened a payment, and everybody is told so at once.</summary>
    protected Action<PaymentQuestion, IActorRef> Provider { get; set; } =
        (question, item) => item.Tell(new PaymentAnswer(question.Sequences, []));

    /// <summary>Whether an operator has switched new purchases off.</summary>
    protected bool ArePurchasesOff { get; set; }

    protected IActorRef Journal => Persistence.Instance.Apply(Sys).JournalFor(null);

    protected IActorRef Snapshots => Persistence.Instance.Apply(Sys).SnapshotStoreFor(null);

    protected static ListItem Listing(long stock = 10, int limit = 1, int windowSeconds = 300, TimeSpan? opensIn = null, bool ticketRequired = false, bool waitingList = false) => new(
        new ItemTerms(
            "Phone", "double-eleven", Money.Create(9900, "CNY"), Start + (opensIn ?? TimeSpan.Zero), Start.AddHours(2),
            limit, TimeSpan.FromSeconds(windowSeconds), ticketRequired) { WaitingList = waitingList },
        stock, ExpectedVersion: null);

    protected static ReserveStock Buy(string buyer, int quantity = 1, string? key = null) =>
        new(BuyerId.Parse(buyer), Quantity.Create(quantity), key is null ? null : IdempotencyKey.Parse(key));

    /// <summary>A purchase with a ticket that lives two minutes from the start on.</summary>
    protected static ReserveWithTicket BuyWithTicket(string buyer, ulong number, int quantity = 1, string? key = null) =>
        new(Buy(buyer, quantity, key), new Ticket(number, Start.AddMinutes(2)));

    protected static JoinWaitingList Join(string buyer) => new(BuyerId.Parse(buyer), Ticket: null);

    /// <summary>A buyer's place, as the item answers a query.</summary>
    protected static async Task<Reply> PlaceAsync(IActorRef item, string buyer) =>
        (await item.Ask<BatchReply>(new FindOrder(Item, 0) { PlacesOf = [BuyerId.Parse(buyer)] }, TimeSpan.FromSeconds(10))).Replies[1];

    protected static ConfirmPayment Pay(long sequence, string payment = "pay-1", long amount = 9900) =>
        new(sequence, PaymentId.Parse(payment), Money.Create(amount, "CNY"));

    /// <summary>Starts an item as production does, with its back-off supervisor; a probe may stand in for the shard.</summary>
    protected IActorRef StartItem(TestProbe? shard = null)
    {
        var props = ItemSharding.PropsOf(Item, new ItemEnvironment(
            Time, Limits, Feed, Published.Enqueue, Shown.Enqueue, Owed.Enqueue, (question, item) => Provider(question, item))
        {
            ArePurchasesOff = () => ArePurchasesOff,
        });
        return shard is null ? Sys.ActorOf(props) : shard.ChildActorOf(props);
    }

    /// <summary>Starts an item and lists it.</summary>
    protected async Task<IActorRef> StartListedAsync(ListItem listing)
    {
        var item = StartItem();
        (await AskAsync(item, listing)).Outcome.ShouldBe(Outcome.Listed);
        return item;
    }

    protected static async Task<Reply> AskAsync(IActorRef item, ICommand command) => (await AskAllAsync(item, command)).ShouldHaveSingleItem();

    protected static async Task<ImmutableArray<Reply>> AskAllAsync(IActorRef item, params ICommand[] commands) =>
        (await item.Ask<BatchReply>(new CommandBatch(Item, [.. commands]), TimeSpan.FromSeconds(10))).Replies;

    /// <summary>The order as the item remembers it.</summary>
    protected static async Task<Reply> FindAsync(IActorRef item, long sequence) =>
        (await item.Ask<BatchReply>(new FindOrder(Item, sequence), TimeSpan.FromSeconds(10))).Replies[0];

    /// <summary>The public status, as an idempotent operator command tells it.</summary>
    protected static async Task<ItemStatus> StatusAsync(IActorRef item) => (await AskAsync(item, new ResumeSale())).Status.ShouldNotBeNull();

    /// <summary>Stops an item as a moving shard does, and waits until it is gone.</summary>
    protected async Task StopAsync(IActorRef item)
    {
        await WatchAsync(item);
        item.Tell(StopItem.Instance, ActorRefs.NoSender);
        await ExpectTerminatedAsync(item, TimeSpan.FromSeconds(10));
    }

    /// <summary>Kills an item without any warning.</summary>
    protected async Task KillAsync(IActorRef item)
    {
        await WatchAsync(item);
        Sys.Stop(item);
        await ExpectTerminatedAsync(item, TimeSpan.FromSeconds(10));
    }

    /// <summary>
    /// Lets the back-off pass until the item answers commands again. A question that meets the item in the instant of its end is
    /// answered by nobody, as on a network; it is simply asked again.
    /// </summary>
    protected Task AwaitRestartAsync(IActorRef item) => Eventually.BecomesTrueAsync(async () =>
    {
        Pass(TimeSpan.FromSeconds(1));
        try
        {
            return await item.Ask<object>(new CommandBatch(Item, [new ResumeSale()]), TimeSpan.FromMilliseconds(200)) is BatchReply;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    });

    protected Task BehaveAsync(FaultyJournal.Fault fault) => Journal.Ask(new FaultyJournal.Behave(fault));

    protected Task<int> CountWritesAsync() => Journal.Ask<int>(new FaultyJournal.CountWrites());

    /// <summary>Holds all writes until the returned source completes.</summary>
    protected async Task<TaskCompletionSource> HoldWritesAsync()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Journal.Ask(new FaultyJournal.Hold(gate.Task));
        return gate;
    }

    /// <summary>Lets time pass for clocks and timers alike.</summary>
    protected void Pass(TimeSpan duration)
    {
        Time.Advance(duration);
        ((VirtualScheduler)Sys.Scheduler).Advance(duration);
    }

    /// <summary>The promise that every test ends with: units are conserved.</summary>
    protected static async Task<Stock> ShouldBalanceAsync(IActorRef item, long total)
    {
        var stock = (await StatusAsync(item)).Stock;
        stock.Total.ShouldBe(total);
        (stock.Available + stock.Held + stock.Sold).ShouldBe(total);
        return stock;
    }
}
