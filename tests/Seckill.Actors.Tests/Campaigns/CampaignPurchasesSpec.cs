using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Campaigns;
using Seckill.Actors.Gateway;
using Seckill.Actors.Items;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Campaigns;

/// <summary>The purchase through a slot, with two real items and a real bucket, between which the tests lose messages.</summary>
public sealed class CampaignPurchasesSpec : ItemKit
{
    private static readonly ItemId Red = ItemId.Parse("phone-red");
    private static readonly ItemId Blue = ItemId.Parse("phone-blue");
    private static readonly BuyerId Alice = BuyerId.Parse("alice");

    private readonly Region _items;
    private readonly Region _buckets;
    private readonly CampaignPurchases _purchases;
    private readonly ItemGateway _gateway;

    public CampaignPurchasesSpec(ITestOutputHelper output)
        : base(output)
    {
        var environment = new ItemEnvironment(
            Time, Limits, Feed, Published.Enqueue, Shown.Enqueue, Owed.Enqueue, (question, item) => Provider(question, item));
        var buckets = new CampaignEnvironment(Time, Limits);
        _items = new Region(Sys, message => ((IWithItemId)message).ItemId.Value, id => ItemSharding.PropsOf(ItemId.Parse(id), environment));
        _buckets = new Region(Sys, message => ((CampaignBatch)message).Bucket.Name, name => CampaignSharding.PropsOf(CampaignBucket.Parse(name), buckets));
        var (options, queue) = (Options.Create(Limits), Switches.QueueOf(Limits));
        _gateway = new ItemGateway(_items, new UnreachableNodes(), options, queue, Time);
        _purchases = new CampaignPurchases(new CampaignGateway(_buckets, new UnreachableNodes(), options, queue, Time), _gateway, options, Time);
    }

    [Fact]
    public async Task One_of_any_colour()
    {
        var (red, blue) = (await ListAsync(Red), await ListAsync(Blue));

        var order = (await BuyAsync(red)).ShouldBeReserved();
        var refused = await BuyAsync(blue);

        refused.Outcome.ShouldBe(Outcome.LimitReached);
        (refused.OrderIds.ShouldHaveSingleItem(), refused.OrderCount).ShouldBe((order.Id, 1));
        (await BuyAsync(red)).ShouldBeTheSame(order);
        (await BuyAsync(blue, buyer: "bob")).ShouldBeReserved();
    }

    [Fact]
    public async Task An_order_that_has_ended_gives_its_slot_back()
    {
        var (red, blue) = (await ListAsync(Red), await ListAsync(Blue));
        var order = (await BuyAsync(red)).ShouldBeReserved();
        (await _gateway.SendAsync(Red, new CancelOrder(Alice, order.Id.Sequence))).Outcome.ShouldBe(Outcome.Cancelled);

        (await BuyAsync(blue)).ShouldBeReserved();

        (await BuyAsync(red)).OrderIds.ShouldHaveSingleItem().Item.ShouldBe(Blue);
    }

    [Fact]
    public async Task A_refused_purchase_gives_its_slot_back()
    {
        var (red, blue) = (await ListAsync(Red, stock: 0), await ListAsync(Blue));

        (await BuyAsync(red)).Outcome.ShouldBe(Outcome.SoldOut);

        (await BuyAsync(blue)).ShouldBeReserved();
    }

    [Fact]
    public async Task A_repeat_with_its_key_gets_its_order_also_when_the_order_has_ended()
    {
        var (red, blue) = (await ListAsync(Red), await ListAsync(Blue));
        var first = (await BuyAsync(red, key: "k")).ShouldBeReserved();
        (await BuyAsync(red, key: "k")).ShouldBeTheSame(first);
        await _gateway.SendAsync(Red, new CancelOrder(Alice, first.Id.Sequence));
        (await BuyAsync(blue)).ShouldBeReserved();

        var repeated = await BuyAsync(red, key: "k");

        (repeated.Outcome, repeated.Order!.Id, repeated.Order.Status).ShouldBe((Outcome.AlreadyReserved, first.Id, OrderStatus.Cancelled));
        (await BuyAsync(red, key: "k2")).Outcome.ShouldBe(Outcome.LimitReached);
    }

    [Fact]
    public async Task When_the_items_answer_is_lost_the_slot_stays_until_the_item_says_that_it_made_an_order()
    {
        var (red, blue) = (await ListAsync(Red), await ListAsync(Blue));
        _items.LosesAnswers = true;
        var lost = BuyAsync(red);
        await PassUntilAsync(lost);
        (await lost).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        _items.LosesAnswers = false;

        // The order is found by the slot's key, long before the slot lapses.
        var refused = await BuyAsync(blue);

        (refused.Outcome, refused.OrderIds.ShouldHaveSingleItem().Item).ShouldBe((Outcome.LimitReached, Red));
        (await BuyAsync(red)).Outcome.ShouldBe(Outcome.AlreadyReserved);
    }

    [Fact]
    public async Task When_the_item_was_never_asked_the_slot_is_free_once_it_has_lapsed_and_not_before()
    {
        var (red, blue) = (await ListAsync(Red), await ListAsync(Blue));
        _items.LosesQuestions = true;
        var lost = BuyAsync(red);
        await PassUntilAsync(lost);
        (await lost).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        _items.LosesQuestions = false;

        // Half way: the lost purchase may still win, as far as anybody knows.
        var early = BuyAsync(blue);
        await PassUntilAsync(early, TimeSpan.FromMilliseconds(200));
        (await early).Outcome.ShouldBe(Outcome.Overloaded);

        Pass(TimeSpan.FromSeconds(10));
        (await BuyAsync(blue)).ShouldBeReserved();
    }

    [Fact]
    public async Task When_the_buckets_answer_is_lost_nothing_is_bought_and_the_slot_goes_back()
    {
        var (red, blue) = (await ListAsync(Red), await ListAsync(Blue));
        _buckets.LosesAnswers = true;
        var lost = BuyAsync(red);
        await PassUntilAsync(lost);
        (await lost).Outcome.ShouldBe(Outcome.Overloaded);
        _buckets.LosesAnswers = false;

        (await BuyAsync(blue)).ShouldBeReserved();
    }

    [Fact]
    public async Task Everything_dies_after_the_purchase_and_the_limit_still_holds()
    {
        var (red, blue) = (await ListAsync(Red), await ListAsync(Blue));
        var order = (await BuyAsync(red)).ShouldBeReserved();
        // The report may not have been written.
        await _buckets.KillAsync();
        await _items.KillAsync();

        var refused = await BuyAsync(blue);

        (refused.Outcome, refused.OrderIds.ShouldHaveSingleItem()).ShouldBe((Outcome.LimitReached, order.Id));
    }

    [Fact]
    public async Task Of_many_purchases_at_once_one_wins()
    {
        var (red, blue) = (await ListAsync(Red, stock: 100), await ListAsync(Blue, stock: 100));

        var all = Task.WhenAll(Enumerable.Range(0, 100).Select(number => BuyAsync(number % 2 == 0 ? red : blue)));
        await PassUntilAsync(all, TimeSpan.FromMilliseconds(20));
        var replies = await all;

        replies.Count(reply => reply.Outcome == Outcome.Reserved).ShouldBe(1);
        replies.ShouldAllBe(reply => reply.Outcome == Outcome.Reserved || reply.Outcome == Outcome.AlreadyReserved || reply.Outcome == Outcome.LimitReached);
        (await UnitsAsync(Red) + await UnitsAsync(Blue)).ShouldBe(1);
    }

    private async Task<int> UnitsAsync(ItemId item) => (await _gateway.SendAsync(item, new CountHoldings(Alice, []))).Holdings!.Units;

    private Task<Reply> BuyAsync(ItemStatus item, string buyer = "alice", string? key = null) => _purchases.BuyAsync(item, Buy(buyer, key: key), ticket: null);

    private async Task<ItemStatus> ListAsync(ItemId item, long stock = 10)
    {
        var listing = Listing(stock);
        var reply = await _gateway.SendAsync(item, listing with { Terms = listing.Terms with { CampaignLimit = 1 } });
        return reply.Status.ShouldNotBeNull();
    }

    private Task PassUntilAsync(Task task, TimeSpan? step = null) => Eventually.BecomesTrueAsync(() =>
    {
        Pass(step ?? TimeSpan.FromMilliseconds(500));
        return Task.FromResult(task.IsCompleted);
    });

    /// <summary>Stands for a shard region: starts its entities by name, and loses what the test asks for.</summary>
    private sealed class Region(ActorSystem system, Func<object, string> nameOf, Func<string, Props> propsOf) : IRequiredActor<ItemActor>, IRequiredActor<CampaignActor>
    {
        private readonly Dictionary<string, IActorRef> _entities = [];
        private IActorRef? _front;

        public bool LosesQuestions { get; set; }

        public bool LosesAnswers { get; set; }

        public IActorRef ActorRef => _front ??= system.ActorOf(Props.Create(() => new Front(this)));

        public Task<IActorRef> GetAsync(CancellationToken cancellationToken = default) => Task.FromResult(ActorRef);

        public async Task KillAsync()
        {
            IActorRef[] all;
            lock (_entities)
            {
                all = [.. _entities.Values];
                _entities.Clear();
            }

            foreach (var entity in all) await Task.Run(() => entity.GracefulStop(TimeSpan.FromSeconds(10), PoisonPill.Instance));
        }

        private void Route(object message, IActorRef sender)
        {
            if (LosesQuestions) return;
            var name = nameOf(message);
            lock (_entities)
            {
                if (!_entities.TryGetValue(name, out var entity)) _entities[name] = entity = system.ActorOf(propsOf(name));
                entity.Tell(message, LosesAnswers ? ActorRefs.NoSender : sender);
            }
        }

        private sealed class Front : ReceiveActor
        {
            public Front(Region region) => ReceiveAny(message => region.Route(message, Sender));
        }
    }
}

internal static class Answers
{
    public static Order ShouldBeReserved(this Reply reply)
    {
        reply.Outcome.ShouldBe(Outcome.Reserved);
        return reply.Order.ShouldNotBeNull();
    }

    public static void ShouldBeTheSame(this Reply reply, Order order) =>
        (reply.Outcome, reply.Order?.Id).ShouldBe((Outcome.AlreadyReserved, order.Id));
}
