using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Gateway;

/// <summary>The gateway while items move: a probe stands in for the shard region.</summary>
public sealed class ItemGatewaySpec : TestKit
{
    private const int Far = 7;

    private static readonly ItemId Item = ItemId.Parse("phone");

    private readonly FakeTimeProvider _time = new();
    private readonly UnreachableNodes _absences = new();
    private readonly SeckillLimits _limits = new();
    private readonly TestProbe _region;
    private readonly ItemGateway _gateway;

    public ItemGatewaySpec(ITestOutputHelper output)
        : base("akka.loglevel = ERROR", output: output)
    {
        _region = CreateTestProbe();
        _gateway = new ItemGateway(new RequiredItems(_region.Ref), _absences, Options.Create(_limits), Switches.QueueOf(_limits), _time);
    }

    [Fact]
    public async Task What_did_not_reach_the_item_is_sent_again_until_it_does()
    {
        var reply = SendAsync();
        for (var tries = 0; tries < 3; tries++)
        {
            await _region.ExpectMsgAsync<CommandBatch>();
            _region.Reply(NotDelivered.Instance);
            await PassUntilSentAsync();
        }

        await AnswerAsync();

        (await reply).Outcome.ShouldBe(Outcome.Reserved);
    }

    [Fact]
    public async Task A_move_that_takes_too_long_ends_the_wait()
    {
        var reply = SendAsync();
        await _region.ExpectMsgAsync<CommandBatch>();
        _region.Reply(NotDelivered.Instance);

        _time.Advance(TimeSpan.FromMilliseconds(_limits.RequestTimeoutMs));

        (await reply).Outcome.ShouldBe(Outcome.OutcomeUnknown);
    }

    [Fact]
    public async Task Nothing_is_sent_to_a_node_out_of_reach_until_it_is_back_or_gone()
    {
        var first = SendAsync();
        await AnswerAsync();
        await first;
        _absences.Add(Far);

        var waiting = SendAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        await _region.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50));

        _absences.Remove(Far);
        await PassUntilSentAsync();
        await AnswerAsync();
        (await waiting).Outcome.ShouldBe(Outcome.Reserved);
    }

    [Fact]
    public async Task Items_elsewhere_do_not_wait_for_a_node_out_of_reach()
    {
        var first = SendAsync();
        await AnswerAsync();
        await first;
        _absences.Add(Far + 1);

        var second = SendAsync();
        await AnswerAsync();

        (await second).Outcome.ShouldBe(Outcome.Reserved);
    }

    private Task<Reply> SendAsync() => _gateway.SendAsync(Item, new ReserveStock(BuyerId.Parse("alice"), Quantity.One, null));

    private async Task AnswerAsync()
    {
        var batch = await _region.ExpectMsgAsync<CommandBatch>();
        _region.Reply(new BatchReply(Item, 1, [.. batch.Commands.Select(_ => new Reply(Outcome.Reserved))], Far));
    }

    /// <summary>Lets time pass in small steps, for as long as it takes the other threads to notice.</summary>
    private Task PassUntilSentAsync() => Eventually.BecomesTrueAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(10));
        return _region.HasMessages;
    });
}
