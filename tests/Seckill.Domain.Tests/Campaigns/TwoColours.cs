using System.Collections.Immutable;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.Tests.Scenarios;
using static Seckill.Domain.Items.ItemProtocol;
using Bucket = Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Domain.Tests.Campaigns;

/// <summary>
/// Two items of one campaign, one bucket, and nodes that sell them. Everything between them is a message that may be late, lost, or left
/// behind by a node that dies. The clocks of items and bucket differ, and change when they move.
/// </summary>
internal sealed class TwoColours
{
    public const int Limit = 2;

    private static readonly CampaignRule Rule = new(BuyersMax: 1_000, TimeSpan.FromSeconds(10));
    private static readonly BuyerId[] Buyers = [BuyerId.Parse("alice"), BuyerId.Parse("bob")];

    private readonly Random _random;
    private readonly List<Action> _messages = [];
    private readonly Dictionary<ItemId, ItemState> _items = [];
    private readonly Dictionary<ItemId, TimeSpan> _skews = [];
    private CampaignState _bucket = CampaignState.Empty(CampaignBucket.Of("c", Buyers[0]));
    private TimeSpan _bucketSkew;
    private DateTimeOffset _now = Sale.Start.AddMinutes(1);
    private long _number;

    public TwoColours(int seed)
    {
        _random = new Random(seed);
        foreach (var name in (string[])["red", "blue"])
        {
            var id = ItemId.Parse(name);
            _items[id] = ItemState.Empty(id);
            Ask(id, new ListItem(Sale.Terms(Limit, campaign: "c") with { CampaignLimit = Limit }, 20, ExpectedVersion: null));
        }
    }

    /// <summary>What has happened, for whoever has to understand a failure.</summary>
    public List<string> Log { get; } = [];

    /// <summary>One thing happens.</summary>
    public void Step()
    {
        switch (_random.Next(20))
        {
            case < 5:
                Buy(Any(Buyers), Any(_items.Keys), _random.Next(4) == 0 ? IdempotencyKey.Parse($"own-{_random.Next(4)}") : null);
                break;
            case < 14 when _messages.Count > 0:
                Deliver(_random.Next(_messages.Count));
                break;
            case 14 when _messages.Count > 0:
                Log.Add("a message is lost");
                _messages.RemoveAt(_random.Next(_messages.Count));
                break;
            case 15:
                Log.Add("all that is under way is lost");
                _messages.Clear();
                break;
            case 16:
                Move();
                break;
            case 17:
                EndAnOrder();
                break;
            default:
                _now += TimeSpan.FromMilliseconds(_random.Next(6_000));
                break;
        }
    }

    /// <summary>The promise: no buyer ever has more units over the campaign than the limit.</summary>
    public void ShouldBeWithinTheLimit()
    {
        foreach (var buyer in Buyers) UnitsOf(buyer).ShouldBeLessThanOrEqualTo(Limit, $"{buyer} has too many:\n{string.Join('\n', Log)}");
    }

    /// <summary>The other promise: once no purchase is under way any more, a buyer gets exactly what is left of the limit.</summary>
    public void ShouldSellWhatIsLeft()
    {
        _messages.Clear();
        _now += TimeSpan.FromSeconds(25);
        foreach (var buyer in Buyers)
        {
            foreach (var item in (ItemId[])[.. _items.Keys, .. _items.Keys, .. _items.Keys])
            {
                Buy(buyer, item, key: null);
                while (_messages.Count > 0) Deliver(0);
            }

            UnitsOf(buyer).ShouldBe(Limit, $"{buyer} could not buy the rest:\n{string.Join('\n', Log)}");
        }
    }

    /// <summary>A purchase as a node carries it out, with each message on its own.</summary>
    private void Buy(BuyerId buyer, ItemId item, IdempotencyKey? key)
    {
        var number = ++_number;
        var take = new Bucket.TakeSlot(buyer, item, 1, Limit, number, key ?? IdempotencyKey.Parse($"slot-{number}"));
        Send(() => Take(take, key, counted: false));
    }

    private void Take(Bucket.TakeSlot take, IdempotencyKey? key, bool counted)
    {
        var answer = Tell(take);
        if (answer.Outcome == Bucket.SlotOutcome.Taken)
        {
            var slot = new CampaignSlot("c", Limit, take.Key, answer.LapsesAt);
            Send(() => Reserve(take, new ReserveWithSlot(new ReserveStock(take.Buyer, Quantity.One, key), slot)));
        }
        else if (!counted)
        {
            Send(() => Count(take, key, answer.Slots));
        }
    }

    private void Count(Bucket.TakeSlot take, IdempotencyKey? key, ImmutableArray<ItemSlots> known)
    {
        foreach (var slots in known)
        {
            var question = new CountHoldings(take.Buyer, [.. slots.Open.Select(open => new SlotQuestion(open.Key, open.LapsesAt))]);
            var holdings = Ask(slots.Item, question).Holdings!;
            Send(() => Tell(new Bucket.RecountUnits(
                take.Buyer, slots.Item, holdings.Units, holdings.LastSequence,
                [.. slots.Open.Where((_, place) => holdings.Fates[place] != SlotFate.Open).Select(open => open.Number)])));
        }

        Send(() => Take(take, key, counted: true));
    }

    private void Reserve(Bucket.TakeSlot take, ReserveWithSlot wish)
    {
        var reply = Ask(take.Item, wish);
        if (reply.Outcome == Outcome.Reserved) Send(() => Tell(new Bucket.KeepSlot(take.Buyer, take.Item, take.Number, reply.Order!.Id.Sequence, 1)));
        else Send(() => Tell(new Bucket.ReturnSlot(take.Buyer, take.Item, take.Number)));
    }

    private void EndAnOrder()
    {
        var (buyer, item) = (Any(Buyers), Any(_items.Keys));
        var orders = Ask(item, new CountHoldings(buyer, [])).OrderIds;
        if (orders.IsEmpty) return;
        Ask(item, _random.Next(2) == 0 ? new CancelOrder(buyer, orders[^1].Sequence) : new RevokeOrder(orders[^1].Sequence));
    }

    private void Move()
    {
        Log.Add("everything moves to nodes with other clocks");
        foreach (var item in _items.Keys) _skews[item] = Skew();
        _bucketSkew = Skew();
    }

    /// <summary>Up to five seconds between any two.</summary>
    private TimeSpan Skew() => TimeSpan.FromMilliseconds(_random.Next(-2_500, 2_501));

    private void Send(Action message) => _messages.Add(message);

    private void Deliver(int place)
    {
        var message = _messages[place];
        _messages.RemoveAt(place);
        message();
    }

    private Bucket.SlotAnswer Tell(Bucket.ICommand command)
    {
        var decision = CampaignDecider.Decide(_bucket, [command], _now + _bucketSkew, Rule);
        if (decision.Batch is { } batch) CampaignTexts.Of(_bucket.Apply(batch)).ShouldBe(CampaignTexts.Of(decision.Next));
        _bucket = decision.Next;
        Log.Add($"{_now:mm:ss.fff} {command} → {decision.Answers[0].Outcome}");
        return decision.Answers[0];
    }

    private Reply Ask(ItemId item, ICommand command)
    {
        var decision = ItemDecider.Decide(_items[item], [command], _now + _skews.GetValueOrDefault(item));
        _items[item] = decision.Next;
        Log.Add($"{_now:mm:ss.fff} {item}: {command} → {decision.Replies[0].Outcome}");
        return decision.Replies[0];
    }

    private int UnitsOf(BuyerId buyer) => _items.Values.Sum(item =>
        ItemDecider.Decide(item, [new CountHoldings(buyer, [])], _now).Replies[0].Holdings!.Units);

    private T Any<T>(ICollection<T> among) => among.ElementAt(_random.Next(among.Count));
}
