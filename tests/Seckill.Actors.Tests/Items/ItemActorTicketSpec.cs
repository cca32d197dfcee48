using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

/// <summary>An item that requires tickets sells to each once, however often it restarts.</summary>
public sealed class ItemActorTicketSpec(ITestOutputHelper output) : ItemKit(output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public async Task A_used_ticket_stays_used_across_restarts(int snapshotEveryEntries)
    {
        Limits.SnapshotEveryEntries = snapshotEveryEntries;
        var item = await StartListedAsync(Listing(stock: 100, limit: 5, ticketRequired: true));
        for (ulong number = 1; number <= 12; number++)
            (await AskAsync(item, BuyWithTicket($"buyer-{number}", number, key: "k"))).Outcome.ShouldBe(Outcome.Reserved);
        await StopAsync(item);

        var again = StartItem();

        for (ulong number = 1; number <= 12; number++)
        {
            (await AskAsync(again, BuyWithTicket($"buyer-{number}", number))).Outcome.ShouldBe(Outcome.TicketInvalid);
            (await AskAsync(again, BuyWithTicket($"buyer-{number}", number, key: "k"))).Order!.Id.Sequence.ShouldBe((long)number);
        }

        (await AskAsync(again, BuyWithTicket("buyer-1", 13))).Outcome.ShouldBe(Outcome.Reserved);
        (await ShouldBalanceAsync(again, 100)).Held.ShouldBe(13);
    }

    [Fact]
    public async Task A_ticket_of_a_purchase_that_was_not_written_is_not_spent()
    {
        var item = await StartListedAsync(Listing(ticketRequired: true));
        await BehaveAsync(FaultyJournal.Fault.Fail);
        (await AskAsync(item, BuyWithTicket("alice", 1))).Outcome.ShouldBe(Outcome.OutcomeUnknown);
        await BehaveAsync(FaultyJournal.Fault.None);
        await AwaitRestartAsync(item);

        (await AskAsync(item, BuyWithTicket("alice", 1))).Outcome.ShouldBe(Outcome.Reserved);
        await ShouldBalanceAsync(item, 10);
    }

    [Fact]
    public async Task A_plain_request_buys_nothing_and_writes_nothing()
    {
        var item = await StartListedAsync(Listing(ticketRequired: true));
        var before = await CountWritesAsync();

        (await AskAsync(item, Buy("alice"))).Outcome.ShouldBe(Outcome.TicketRequired);

        (await CountWritesAsync()).ShouldBe(before);
    }
}
