using Microsoft.Extensions.Options;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using Seckill.Host.Orders;
using Seckill.Storage;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Host.Tests.Orders;

public sealed class DenialCheckTests
{
    private static readonly ItemId Phone = ItemId.Parse("phone");

    private readonly Queue<Reply> _replies = new();

    [Fact]
    public async Task A_denial_by_an_item_that_has_seen_the_whole_ledger_is_believed()
    {
        (await AskAsync(head: 7, Denial(7))).Outcome.ShouldBe(Outcome.OrderNotFound);
        (await AskAsync(head: 7, Denial(8))).Outcome.ShouldBe(Outcome.OrderNotFound, "a write came after the ledger was read");
    }

    [Fact]
    public async Task An_item_that_is_behind_the_ledger_is_asked_once_more()
    {
        (await AskAsync(head: 7, Denial(6), Denial(7))).Outcome.ShouldBe(Outcome.OrderNotFound);
        (await AskAsync(head: 7, Denial(6), new Reply(Outcome.Found))).Outcome.ShouldBe(Outcome.Found);
    }

    [Fact]
    public async Task An_item_that_stays_behind_is_not_believed() =>
        // Another node may long have told this one of revision 7: what counts is what the item that denies has seen.
        (await AskAsync(head: 7, Denial(6), Denial(6))).Outcome.ShouldBe(Outcome.OutcomeUnknown);

    [Fact]
    public async Task Without_the_ledger_nobody_may_deny_an_order() =>
        (await AskAsync(head: null, Denial(7))).Outcome.ShouldBe(Outcome.OutcomeUnknown);

    [Theory]
    [InlineData(Outcome.Found)]
    [InlineData(Outcome.OrderForgotten)]
    [InlineData(Outcome.OutcomeUnknown)]
    public async Task Any_other_answer_is_passed_on_without_a_look(Outcome outcome) =>
        (await AskAsync(head: null, new Reply(outcome))).Outcome.ShouldBe(outcome);

    private static Reply Denial(long revision) => new(Outcome.OrderNotFound) { Revision = revision };

    /// <summary>Asks an item that gives these replies, all of them, beside a ledger with that head; null: it cannot be read.</summary>
    private async Task<Reply> AskAsync(long? head, params Reply[] replies)
    {
        var patience = new StoragePatience(Options.Create(new StorageLimits()), TimeProvider.System);
        var check = new DenialCheck(new LedgerHeads(new Ledger(head), patience));
        foreach (var reply in replies) _replies.Enqueue(reply);
        var answer = await check.AskAsync(Phone, () => Task.FromResult(_replies.Dequeue()), CancellationToken.None);
        _replies.ShouldBeEmpty();
        return answer;
    }

    private sealed class Ledger(long? head) : ILedger
    {
        public Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation) =>
            head is { } revision ? Task.FromResult(revision) : throw new StorageUnavailableException("gone", new IOException());

        public Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public IAsyncEnumerable<LedgerEntry> ReadAsync(ItemId item, long afterRevision, CancellationToken cancellation) =>
            throw new NotSupportedException();
    }
}
