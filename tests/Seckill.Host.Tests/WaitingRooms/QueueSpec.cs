using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.WaitingRooms;

/// <summary>The waiting room of an item, over HTTP.</summary>
[Collection(OnRoomHost.Name)]
public sealed class QueueSpec(RoomHost host)
{
    [Fact]
    public async Task Who_is_there_before_the_start_is_drawn_and_everybody_can_recompute_it()
    {
        var item = await host.ListRoomAsync(stock: 4, TimeSpan.FromSeconds(4));
        var people = Enumerable.Range(0, 20).Select(_ => host.NewBuyer()).ToArray();
        foreach (var buyer in people)
        {
            var joined = (await buyer.JoinAsync(item)).ShouldHaveStatus(201);
            ((string)joined["state"]!, (int)joined["ahead"]!).ShouldBe(("waiting", 0));
            (joined["position"], joined["seed"], joined["ticket"], joined["estimatedSeconds"]).ShouldBe((null, null, null, null));
        }

        (await people[0].JoinAsync(item)).ShouldHaveStatus(200);
        (await people[0].TicketAsync(item)).ShouldRefuseWith("not_started");
        var hash = (string)(await host.ItemAsync(item))["seedHash"]!;
        hash.Length.ShouldBe(64);

        var drawn = await RoomHost.AwaitPlaceAsync(people[0], item, place => place["seed"] is not null);

        ((string)drawn["seedHash"]!).ShouldBe(hash);
        var seed = Convert.FromHexString((string)drawn["seed"]!);
        Convert.ToHexStringLower(SHA256.HashData(seed)).ShouldBe(hash, "the shop kept its word");
        var order = people.OrderBy(buyer => Convert.ToHexString(HMACSHA256.HashData(seed, Encoding.ASCII.GetBytes(buyer.Name))), StringComparer.Ordinal).ToArray();
        for (var i = 0; i < order.Length; i++)
        {
            var place = await RoomHost.AwaitPlaceAsync(order[i], item, place => place["position"] is not null);
            ((int)place["position"]!).ShouldBe(i + 1, order[i].Name);
        }

        ((int)(await host.NewBuyer().JoinAsync(item)).ShouldHaveStatus(201)["position"]!).ShouldBe(21);
        ((int)(await host.NewBuyer().JoinAsync(item)).ShouldHaveStatus(201)["position"]!).ShouldBe(22);

        // Four units: six tickets. Then those behind cannot win until it is known that somebody ahead does not buy.
        foreach (var buyer in order[..6]) await RoomHost.AwaitAdmittedAsync(buyer, item);
        (await order[^1].TicketAsync(item)).ShouldRefuseWith("not_admitted");
        ((string)(await RoomHost.AwaitPlaceAsync(order[^1], item, place => (string)place["state"]! != "waiting"))["state"]!).ShouldBe("cannot_win");
    }

    [Fact]
    public async Task An_admitted_buyer_has_one_ticket_that_buys_once_and_nobody_buys_without()
    {
        var item = await host.ListRoomAsync(stock: 5);
        var (alice, mallory) = (host.NewBuyer(), host.NewBuyer());
        (await mallory.TicketAsync(item)).ShouldRefuseWith("not_admitted");
        (await mallory.BuyAsync(item)).ShouldRefuseWith("ticket_required");
        await alice.JoinAsync(item);

        var place = await RoomHost.AwaitAdmittedAsync(alice, item);
        var ticket = (string)place["ticket"]!;
        ((string)(await alice.RoomPlaceAsync(item))["ticket"]!).ShouldBe(ticket, "the same each time");
        (await alice.NewTicketAsync(item)).ShouldBe(ticket);

        (await mallory.BuyAsync(item, ticket: ticket)).ShouldRefuseWith("ticket_invalid");
        var tampered = (ticket[0] == 'A' ? 'B' : 'A') + ticket[1..];
        (await alice.BuyAsync(item, ticket: tampered)).ShouldRefuseWith("ticket_invalid");
        var order = (await alice.BuyAsync(item, key: "k", ticket: ticket)).ShouldHaveStatus(201).OrderId;
        (await alice.BuyAsync(item, key: "k", ticket: ticket)).ShouldHaveStatus(200).OrderId.ShouldBe(order);
        (await alice.CancelAsync(order)).ShouldHaveStatus(200);
        (await alice.BuyAsync(item, key: "k2", ticket: ticket)).ShouldRefuseWith("ticket_invalid");
        ((bool)(await host.Operator.AuditAsync(item))["balanced"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_does_not_use_the_ticket_loses_the_place_and_those_behind_go_on()
    {
        var item = await host.ListRoomAsync(stock: 1);
        var (first, second, third) = (host.NewBuyer(), host.NewBuyer(), host.NewBuyer());
        foreach (var buyer in (Party[])[first, second, third]) await buyer.JoinAsync(item);

        await RoomHost.AwaitAdmittedAsync(first, item);
        await RoomHost.AwaitAdmittedAsync(third, item);

        var lost = await RoomHost.AwaitPlaceAsync(first, item, place => (string)place["state"]! == "left");
        (lost["position"], lost["ticket"]).ShouldBe((null, null));
        ((int)(await first.JoinAsync(item)).ShouldHaveStatus(201)["position"]!).ShouldBe(4, "again at the end");
    }

    [Fact]
    public async Task Leaving_and_coming_back_in_time_keeps_the_place()
    {
        var item = await host.ListRoomAsync(stock: 0);
        var (first, alice) = (host.NewBuyer(), host.NewBuyer());
        // Without a unit nobody may queue; one comes and is taken away again.
        (await host.Operator.AdjustAsync(item, 1, TestHost.NewName("up"))).ShouldHaveStatus(200);
        (await host.Operator.SwitchAsync(item, "pause")).ShouldHaveStatus(200);
        await host.AwaitItemAsync(item, one => (string)one["phase"]! == "paused");
        await first.JoinAsync(item);
        var position = (int)(await Eventually.GetAsync(() => alice.JoinAsync(item), answer => answer["position"] is not null))["position"]!;

        ((string)(await alice.LeaveAsync(item)).ShouldHaveStatus(200)["state"]!).ShouldBe("left");
        ((string)(await alice.RoomPlaceAsync(item))["state"]!).ShouldBe("left");
        (await alice.LeaveAsync(item)).ShouldHaveStatus(200);
        ((int)(await alice.JoinAsync(item)).ShouldHaveStatus(200)["position"]!).ShouldBe(position);

        // Two seconds of grace, by the service's clock.
        var left = (await alice.LeaveAsync(item))["updatedAt"]!.GetValue<DateTimeOffset>();
        await Eventually.GetAsync(() => host.Nobody.GetAsync("/api/time"), clock => clock["now"]!.GetValue<DateTimeOffset>() > left.AddSeconds(2.1));
        ((int)(await alice.JoinAsync(item)).ShouldHaveStatus(201)["position"]!).ShouldBeGreaterThan(position);
    }

    [Fact]
    public async Task When_all_is_sold_nobody_can_win_and_nobody_may_join()
    {
        var item = await host.ListRoomAsync(stock: 1);
        var (winner, other) = (host.NewBuyer(), host.NewBuyer());
        await winner.JoinAsync(item);
        await other.JoinAsync(item);
        var ticket = (string)(await RoomHost.AwaitAdmittedAsync(winner, item))["ticket"]!;
        var order = (await winner.BuyAsync(item, ticket: ticket)).ShouldHaveStatus(201).OrderId;
        await host.AwaitItemAsync(item, one => (int)one["stock"]!["held"]! == 1);
        (await host.NewBuyer().JoinAsync(item)).ShouldHaveStatus(201);

        await host.PayAsync(winner, order);
        await host.AwaitItemAsync(item, one => (int)one["stock"]!["sold"]! == 1);

        (await host.NewBuyer().JoinAsync(item)).ShouldRefuseWith("cannot_win");
        await RoomHost.AwaitPlaceAsync(other, item, place => (string)place["state"]! is "cannot_win" or "left");
    }

    [Fact]
    public async Task Where_there_is_a_challenge_too_it_is_solved_on_the_way_in_also_long_before_the_start()
    {
        var item = await host.ListRoomAsync(stock: 5, TimeSpan.FromHours(1), challengeRequired: true);
        var (alice, bob) = (host.NewBuyer(), host.NewBuyer());
        (await alice.JoinAsync(item)).ShouldRefuseWith("challenge_required");
        var solved = await alice.SolvedAsync(item);
        (await bob.JoinAsync(item, solved)).ShouldRefuseWith("challenge_invalid");

        (await alice.JoinAsync(item, solved)).ShouldHaveStatus(201);
        (await alice.JoinAsync(item)).ShouldHaveStatus(200);
        (await alice.RedeemAsync(item, solved)).ShouldRefuseWith("not_started");
    }

    [Fact]
    public async Task A_solved_challenge_gives_a_place_and_no_ticket()
    {
        var item = await host.ListRoomAsync(stock: 5, challengeRequired: true);
        var (alice, mallory) = (host.NewBuyer(), host.NewBuyer());
        (await mallory.RedeemAsync(item, await mallory.SolvedAsync(item))).ShouldRefuseWith("not_admitted");

        (await alice.JoinAsync(item, await alice.SolvedAsync(item))).ShouldHaveStatus(201);

        var ticket = (string)(await RoomHost.AwaitAdmittedAsync(alice, item))["ticket"]!;
        (await alice.NewTicketAsync(item)).ShouldBe(ticket, "who was let in needs no second challenge");
        (await alice.BuyAsync(item, ticket: ticket)).ShouldHaveStatus(201);
    }

    [Fact]
    public async Task A_full_room_is_overloaded_and_keeps_those_who_are_in_it()
    {
        var item = await host.ListRoomAsync(stock: 1, TimeSpan.FromHours(1));
        var first = host.NewBuyer();
        await first.JoinAsync(item);
        for (var i = 1; i < 60; i++) (await host.NewBuyer().JoinAsync(item)).ShouldHaveStatus(201);

        (await host.NewBuyer().JoinAsync(item)).ShouldRefuseWith("overloaded");
        (await first.JoinAsync(item)).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task A_poll_costs_neither_the_item_nor_the_room_a_message()
    {
        var item = await host.ListRoomAsync(stock: 1, TimeSpan.FromHours(1));
        var buyer = host.NewBuyer();
        (await buyer.JoinAsync(item)).ShouldHaveStatus(201);
        // The room's first publication makes every node ask once more.
        await Eventually.GetAsync(
            async () =>
            {
                var before = await AskedAsync();
                for (var i = 0; i < 50; i++) (await buyer.RoomPlaceAsync(item)).ShouldHaveStatus(200);
                return await AskedAsync() - before;
            },
            asked => asked == 0);

        async Task<double> AskedAsync()
        {
            var metrics = await Scrape.FreshAsync(host);
            return Scrape.Value(metrics, "seckill_room_questions_total") + Scrape.Value(metrics, "seckill_item_batch_commands_sum");
        }
    }

    [Fact]
    public async Task Metrics_show_who_waits_and_who_was_admitted()
    {
        var before = await Scrape.FreshAsync(host);
        var item = await host.ListRoomAsync(stock: 2, TimeSpan.FromSeconds(3));
        var people = Enumerable.Range(0, 5).Select(_ => host.NewBuyer()).ToArray();
        foreach (var buyer in people) await buyer.JoinAsync(item);
        await Eventually.GetAsync(
            () => Scrape.ReadAsync(host),
            metrics => Scrape.Value(metrics, "seckill_room_waiting") >= 5);

        await Eventually.GetAsync(
            () => Scrape.ReadAsync(host),
            metrics => Scrape.Value(metrics, "seckill_room_admitted_total") >= Scrape.Value(before, "seckill_room_admitted_total") + 3
                && Scrape.Value(metrics, "seckill_room_cursor") >= 3);
    }

    [Fact]
    public async Task A_stream_tells_the_place_at_once_and_whenever_it_changes()
    {
        var item = await host.ListRoomAsync(stock: 2, TimeSpan.FromSeconds(3));
        var buyer = host.NewBuyer();
        await buyer.JoinAsync(item);
        using var request = buyer.Request(HttpMethod.Get, $"/api/items/{item}/queue/events");
        using var response = await host.Wire.OpenAsync(request, CancellationToken.None);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());

        var states = new List<string>();
        while (states.LastOrDefault() != "admitted")
        {
            var (name, place) = await NextAsync(lines);
            name.ShouldBe("place");
            host.Wire.Document.FindFaults("Place", place).ShouldBeEmpty();
            states.Add((string)place["state"]!);
            if (states[^1] == "admitted") (await buyer.BuyAsync(item, ticket: (string)place["ticket"]!)).ShouldHaveStatus(201);
        }

        states[0].ShouldBe("waiting");
    }

    [Fact]
    public async Task Bad_requests_are_refused_with_their_code()
    {
        var (plain, item, buyer) = (await host.ListAsync(), await host.ListRoomAsync(1, TimeSpan.FromHours(1)), host.NewBuyer());
        (await buyer.JoinAsync(plain)).ShouldRefuseWith("not_found");
        (await buyer.RoomPlaceAsync(plain)).ShouldRefuseWith("not_found");
        (await buyer.JoinAsync("nobody-listed-this")).ShouldRefuseWith("item_not_found");
        (await buyer.JoinAsync("BAD")).ShouldRefuseWith("validation_failed");
        (await host.Nobody.JoinAsync(item)).ShouldRefuseWith("unauthenticated");
        (await buyer.PostAsync($"/api/items/{item}/queue?x=1")).ShouldRefuseWith("validation_failed");
        (await buyer.PostAsync($"/api/items/{item}/queue", new JsonObject { ["place"] = 1 })).ShouldRefuseWith("validation_failed");
        ((string)(await buyer.RoomPlaceAsync(item))["state"]!).ShouldBe("left", "there never was a place");

        (await host.Operator.SwitchAsync(item, "close")).ShouldHaveStatus(200);
        await host.AwaitItemAsync(item, one => (string)one["phase"]! == "closed");
        (await buyer.JoinAsync(item)).ShouldRefuseWith("closed");
    }

    [Fact]
    public async Task A_listing_with_a_waiting_room_requires_tickets_and_may_be_written_back()
    {
        var listing = new Listing { Queue = "open", TicketRequired = false };
        var item = await host.ListAsync(listing);
        var read = await host.ItemAsync(item);
        ((string)read["queue"]!, (bool)read["ticketRequired"]!).ShouldBe(("open", true));

        (await host.Operator.ListAsync(item, listing)).ShouldHaveStatus(200);
        var again = await host.ItemAsync(item);
        (again.ETag, (string)again["seedHash"]!).ShouldBe((read.ETag, (string)read["seedHash"]!));
        (await host.Operator.ListAsync(item, listing with { Queue = "none" })).ShouldRefuseWith("item_started");
        (await host.Operator.ListAsync(TestHost.NewName("item"), listing with { Queue = "maybe" })).ShouldBlame("queue");
        ((string)(await host.ItemAsync(await host.ListAsync()))["queue"]!).ShouldBe("none");
    }

    private static async Task<(string? Event, JsonNode Data)> NextAsync(StreamReader lines)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? name = null;
        while (await lines.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return (name, JsonNode.Parse(line[6..])!);
        }

        throw new EndOfStreamException("The stream ended.");
    }
}
