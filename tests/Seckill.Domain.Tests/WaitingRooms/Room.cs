using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.Tests.WaitingRooms;

/// <summary>
/// One room and its clock. Every step also checks that the promised next state is what the ledger gives, and what must hold always.
/// </summary>
internal sealed class Room
{
    public static readonly ItemId Item = ItemId.Parse("phone");
    public static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    public static readonly RoomSeed Seed = RoomSeed.From([.. Enumerable.Range(1, RoomSeed.Size).Select(i => (byte)i)]);

    private Room(RoomRule rule) => Rule = rule;

    public RoomRule Rule { get; }

    public RoomState State { get; private set; } = RoomState.Empty(Item);

    public DateTimeOffset Now { get; set; } = Start.AddMinutes(-1);

    public List<RoomCommitted> Ledger { get; } = [];

    public static RoomRule Usual => new(
        PeopleMax: 100, Factor: 1.5, PerSecondMax: 0, TicketLifetime: TimeSpan.FromSeconds(60), ClaimWithin: TimeSpan.FromSeconds(8),
        Grace: TimeSpan.FromSeconds(30));

    public static Room Opened(RoomRule? rule = null)
    {
        var room = new Room(rule ?? Usual);
        room.Do(new OpenRoom());
        return room;
    }

    /// <summary>A room in which so many people (b1, b2, …) had their places drawn at the start.</summary>
    public static Room Drawn(int people, RoomRule? rule = null)
    {
        var room = Opened(rule);
        room.Do([.. Enumerable.Range(1, people).Select(i => new JoinRoom(BuyerId.Parse($"b{i}")))]);
        room.Now = Start;
        room.Do(new DrawPlaces());
        return room;
    }

    public RoomReply[] Do(params IRoomCommand[] commands)
    {
        var before = State;
        var decision = RoomDecider.Decide(before, commands, Now, Rule, before.Seed is null ? Seed : null);
        decision.Replies.Length.ShouldBe(commands.Length);
        if (decision.Entry is { } entry)
        {
            Ledger.Add(entry);
            ShouldBeSame(decision.Next, before.Apply(entry));
        }
        else
        {
            decision.Next.ShouldBeSameAs(before);
        }

        State = decision.Next;
        CheckInvariants(before);
        return decision.Replies;
    }

    public RoomReply Join(string buyer) => Do(new JoinRoom(BuyerId.Parse(buyer)))[0];

    public RoomReply Leave(string buyer) => Do(new LeaveRoom(BuyerId.Parse(buyer)))[0];

    public RoomReply Find(string buyer) => Do(new FindPlace(BuyerId.Parse(buyer)))[0];

    public void Admit(long available, long orders = 0, IReadOnlyDictionary<int, int>? claimed = null) =>
        Do(new AdmitPeople(available, orders, claimed ?? new Dictionary<int, int>()));

    /// <summary>The item with so many units, open from <see cref="Start"/> on.</summary>
    public static ItemStatus ItemWith(long available, long held = 0, long sold = 0) => new(
        Item, 1,
        new ItemTerms("Phone", null, Money.Create(1, "CNY"), Start, Start.AddHours(1), 1, TimeSpan.FromMinutes(5), false) { Queue = ItemQueue.Open, SeedHash = Seed.Hash },
        new Stock(available + held + sold, available, held, sold), IsPaused: false, IsClosed: false, TermsRevision: 1, LastSequence: held + sold);

    /// <summary>Who has this number.</summary>
    public string At(int number) => State.People.First(person => person.Value.Number == number).Key.Value;

    public Place PlaceOf(string buyer, ItemStatus? item = null, bool isCertain = true) =>
        State.Face.PlaceOf(State.People[BuyerId.Parse(buyer)].Number, item ?? ItemWith(1_000_000), isCertain, Now);

    public static void ShouldBeSame(RoomState one, RoomState other)
    {
        one.Revision.ShouldBe(other.Revision);
        (one.LastNumber, one.Cursor, one.DrawnAt, one.DrawnCount, one.FirstStepAt, one.ForgottenUpTo, one.Seed)
            .ShouldBe((other.LastNumber, other.Cursor, other.DrawnAt, other.DrawnCount, other.FirstStepAt, other.ForgottenUpTo, other.Seed));
        one.Steps.ShouldBe(other.Steps);
        one.Left.ShouldBe(other.Left);
        one.People.OrderBy(person => person.Key.Value).ShouldBe(other.People.OrderBy(person => person.Key.Value));
    }

    private void CheckInvariants(RoomState before)
    {
        State.Cursor.ShouldBeInRange(before.Cursor, State.LastNumber);
        State.Revision.ShouldBe(Ledger.Count);
        State.Waiting.ShouldBe(State.People.Values.Count(place => !State.IsDrawn || (place.Number > State.Cursor && !place.IsLeft)));
        State.Face.IsDrawn.ShouldBe(State.IsDrawn);
        State.People.Count.ShouldBeLessThanOrEqualTo(Rule.PeopleMax);
        if (!State.IsDrawn)
        {
            State.Face.Seed.ShouldBeNull("the seed is secret");
            return;
        }

        var numbers = State.People.Values.Select(place => place.Number).ToArray();
        numbers.ShouldBeUnique();
        numbers.ShouldAllBe(number => number >= 1 && number <= State.LastNumber);
        foreach (var (buyer, place) in before.People)
        {
            if (place.Number == 0 || State.People[buyer].Number == place.Number) continue;
            // A number changes only for the last one, and only of somebody who had given it up or let it lapse.
            State.People[buyer].Number.ShouldBeGreaterThan(before.LastNumber);
            (place.IsLeft || before.Face.PlaceIsOver(place.Number, Now) || State.People[buyer].IsLeft || State.Left.Contains(place.Number)).ShouldBeTrue();
        }
    }
}
