using Microsoft.Extensions.Options;
using Seckill.Actors.Gateway;
using Seckill.Actors.Health;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Ledger;
using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Health;

public sealed class ItemPulseSpec : NodeKit
{
    private readonly ItemPulse _pulse;

    public ItemPulseSpec(ITestOutputHelper output)
        : base(output) => _pulse = new ItemPulse(
            new ItemGateway(Region, new UnreachableNodes(), Options.Create(new SeckillLimits()), Switches.QueueOf(new SeckillLimits()), Time), Time);

    [Fact]
    public async Task One_answer_is_enough_and_serves_all_who_ask_within_a_moment()
    {
        var first = _pulse.IsBeatingAsync();
        var second = _pulse.IsBeatingAsync();
        await AnswerOneAsync();

        (await first).ShouldBeTrue();
        (await second).ShouldBeTrue();
        (await _pulse.IsBeatingAsync()).ShouldBeTrue();
        await Items.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Items_are_asked_anew_and_silence_is_noticed()
    {
        var alive = _pulse.IsBeatingAsync();
        for (var questions = 0; questions < 3; questions++) Answer(await Items.ExpectMsgAsync<FindOrder>(TimeSpan.FromSeconds(10)));
        (await alive).ShouldBeTrue();

        Time.Advance(SharedProbe.Every);
        var silent = _pulse.IsBeatingAsync();
        for (var questions = 0; questions < 3; questions++) await Items.ExpectMsgAsync<FindOrder>(TimeSpan.FromSeconds(10));
        silent.IsCompleted.ShouldBeFalse();
        Time.Advance(TimeSpan.FromSeconds(2));

        (await silent.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeFalse();
    }

    [Fact]
    public async Task An_item_that_cannot_read_its_ledger_does_not_count()
    {
        var asked = _pulse.IsBeatingAsync();
        for (var questions = 0; questions < 3; questions++)
        {
            await Items.ExpectMsgAsync<FindOrder>(TimeSpan.FromSeconds(10));
            Items.Reply(WriterUnavailable.Instance);
        }

        (await asked.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeFalse();
    }

    /// <summary>Three items are asked; the last of them answers.</summary>
    private async Task AnswerOneAsync()
    {
        FindOrder question = null!;
        for (var questions = 0; questions < 3; questions++) question = await Items.ExpectMsgAsync<FindOrder>(TimeSpan.FromSeconds(10));
        Answer(question);
    }

    private void Answer(FindOrder question) => Items.Reply(new BatchReply(question.ItemId, 0, [new Reply(Outcome.OrderNotFound)]));
}
