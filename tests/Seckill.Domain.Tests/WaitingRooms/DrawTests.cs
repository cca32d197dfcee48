using System.Security.Cryptography;
using System.Text;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;
using static Seckill.Domain.WaitingRooms.RoomProtocol;

namespace Seckill.Domain.Tests.WaitingRooms;

public sealed class DrawTests
{
    [Fact]
    public void The_order_is_that_of_the_hmac_of_the_name_under_the_seed()
    {
        BuyerId[] people = [.. Enumerable.Range(0, 200).Select(i => BuyerId.Parse($"buyer-{i}")), BuyerId.Parse(new string('~', 64)), BuyerId.Parse("!")];
        using var hmac = new HMACSHA256(Room.Seed.Reveal().ToArray());
        var expected = people.OrderBy(buyer => Convert.ToHexString(hmac.ComputeHash(Encoding.UTF8.GetBytes(buyer.Value))), StringComparer.Ordinal);

        Draw.Order(Room.Seed, people).ShouldBe(expected);
    }

    [Fact]
    public void It_does_not_depend_on_who_came_first()
    {
        BuyerId[] people = [.. Enumerable.Range(0, 50).Select(i => BuyerId.Parse($"b{i}"))];

        Draw.Order(Room.Seed, [.. people.Reverse()]).ShouldBe(Draw.Order(Room.Seed, people));
        Draw.Order(RoomSeed.From(new byte[32]), people).ShouldNotBe(Draw.Order(Room.Seed, people), "the seed decides");
    }

    [Fact]
    public void A_seed_is_its_bytes_and_a_hash_has_32()
    {
        RoomSeed.From(Room.Seed.Reveal().ToArray()).ShouldBe(Room.Seed);
        RoomSeed.From(new byte[RoomSeed.Size]).Equals(Room.Seed).ShouldBeFalse();
        Room.Seed.Equals(null).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => SeedHash.From(new byte[31]));
    }

    [Fact]
    public void Every_place_is_as_likely_for_every_name()
    {
        // Chi-squared over 8 names and 8 places, from seeds that are hashes of numbers; 49 degrees of freedom, alpha = 0.001.
        BuyerId[] people = [.. Enumerable.Range(0, 8).Select(i => BuyerId.Parse($"b{i}"))];
        var counts = new int[8, 8];
        const int Draws = 4_000;
        for (var i = 0; i < Draws; i++)
        {
            var order = Draw.Order(RoomSeed.From(SHA256.HashData(BitConverter.GetBytes(i))), people);
            for (var place = 0; place < order.Length; place++) counts[place, Array.IndexOf(people, order[place])]++;
        }

        var squares = counts.Cast<int>().Sum(count => Math.Pow(count - (Draws / 8.0), 2) / (Draws / 8.0));
        squares.ShouldBeLessThan(85.35);
    }

    [Fact]
    public void Who_is_there_before_the_start_has_no_number_and_then_the_drawn_one()
    {
        var room = Room.Opened();
        room.Join("carol").ShouldBe(new RoomReply(RoomOutcome.Joined));
        room.Join("alice").ShouldBe(new RoomReply(RoomOutcome.Joined));
        room.Join("alice").ShouldBe(new RoomReply(RoomOutcome.Present));
        room.PlaceOf("alice").ShouldBe(Place.Gathering);
        room.Now = Room.Start;

        room.Do(new DrawPlaces());

        var order = Draw.Order(Room.Seed, [BuyerId.Parse("alice"), BuyerId.Parse("carol")]);
        room.Find("alice").Number.ShouldBe(Array.IndexOf(order, BuyerId.Parse("alice")) + 1);
        room.Find("carol").Number.ShouldBe(Array.IndexOf(order, BuyerId.Parse("carol")) + 1);
        room.State.Face.Seed.ShouldBe(Room.Seed);
        room.Join("late").ShouldBe(new RoomReply(RoomOutcome.Joined, 3));
        room.Join("later").ShouldBe(new RoomReply(RoomOutcome.Joined, 4));
    }

    [Fact]
    public void A_draw_and_people_who_come_in_the_same_batch_do_not_mix()
    {
        var room = Room.Opened();
        room.Now = Room.Start;

        var replies = room.Do(
            new JoinRoom(BuyerId.Parse("a")), new JoinRoom(BuyerId.Parse("b")), new DrawPlaces(), new JoinRoom(BuyerId.Parse("c")), new JoinRoom(BuyerId.Parse("a")));

        room.State.DrawnCount.ShouldBe(2);
        replies[3].ShouldBe(new RoomReply(RoomOutcome.Joined, 3));
        replies[4].Outcome.ShouldBe(RoomOutcome.Present);
        replies[4].Number.ShouldBeInRange(1, 2);
    }

    [Fact]
    public void It_happens_once()
    {
        var room = Room.Drawn(5);

        room.Do(new DrawPlaces());

        room.Ledger.SelectMany(entry => entry.Events).OfType<PlacesDrawn>().ShouldHaveSingleItem();
        Should.Throw<InvalidOperationException>(() => room.State.Apply(new RoomCommitted(Room.Start, [new PlacesDrawn(Room.Seed, 5)])));
    }

    [Fact]
    public void A_seed_is_chosen_once_and_says_nothing()
    {
        var room = Room.Opened();

        room.Do(new OpenRoom(), new OpenRoom());

        room.Ledger.ShouldHaveSingleItem();
        room.State.Face.SeedHash!.Text.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Room.Seed.Reveal())));
        Room.Seed.ToString().ShouldBe("(a seed)");
        $"{room.State} {room.State.Face} {room.Ledger[0]} {room.Ledger[0].Events[0]}".ShouldNotContain(Convert.ToHexStringLower(Room.Seed.Reveal()));
        Should.Throw<ArgumentException>(() => RoomSeed.From(new byte[31]));
        SeedHash.TryParse(Room.Seed.Hash.Text.ToUpperInvariant()).ShouldBe(Room.Seed.Hash);
        SeedHash.TryParse("zz").ShouldBeNull();
    }
}
