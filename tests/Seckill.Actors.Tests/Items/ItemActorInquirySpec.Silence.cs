using System.Collections.Immutable;
using Akka.Actor;
using Seckill.Actors.Payments;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

/// <content>A provider that does not answer, answers too late, or cannot be asked.</content>
public sealed partial class ItemActorInquirySpec
{
    [Fact]
    public async Task A_provider_that_stays_silent_postpones_a_release_so_often_and_no_longer()
    {
        var (item, _) = await StartDueAsync(buyers: 1);
        for (var asked = 1; asked < Limits.PaymentInquiriesMax; asked++)
        {
            Pass(TimeOut);
            await SayNothingAsync(item, [1]);
            await NextTickAsync(item);
            await QuestionAsync(item, asked + 1);
        }

        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Pending);
        Pass(TimeOut);
        await SayNothingAsync(item, [1]);
        await NextTickAsync(item);

        await AwaitStatusAsync(item, 1, OrderStatus.Expired);
        _questions.Count.ShouldBe(Limits.PaymentInquiriesMax);
        (await AskAsync(item, Pay(1, "pay-1") with { PaidAt = Start })).Outcome.ShouldBe(Outcome.RefundDue, "the units are gone");
    }

    [Fact]
    public async Task A_provider_that_refuses_at_once_is_not_asked_again_before_a_time_out_has_passed()
    {
        var (item, _) = await StartDueAsync(buyers: 1);
        await SayNothingAsync(item, [1]);

        Pass(TimeOut - TimeSpan.FromMilliseconds(1));
        await FindAsync(item, 1);
        _questions.Count.ShouldBe(1);
        Pass(TimeSpan.FromMilliseconds(1));

        (await QuestionAsync(item, 2)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_question_that_could_not_be_put_is_no_attempt_but_postpones_a_release_only_for_a_bounded_time()
    {
        var (item, first) = await StartDueAsync(buyers: 1);
        var attempts = (Limits.PaymentInquiryPatienceMs / Limits.PaymentInquiryTimeoutMs) - 1;
        attempts.ShouldBeGreaterThan(Limits.PaymentInquiriesMax);
        for (var asked = 1; asked <= attempts; asked++)
        {
            await SayNothingAsync(item, [1], wasAsked: false);
            Pass(TimeOut);
            var again = await QuestionAsync(item, asked + 1);
            again.ShouldBe([1]);
            _questions.Last().Since.ShouldBe(first.Since, "patience counts from the first question");
        }

        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Pending);
        Pass(TimeOut);

        await AwaitStatusAsync(item, 1, OrderStatus.Expired);
        _questions.Count.ShouldBe(attempts + 1);
    }

    [Fact]
    public async Task Money_that_the_provider_tells_of_after_the_item_has_given_up_goes_back()
    {
        var (item, question) = await StartDueAsync(buyers: 2);
        Pass(TimeSpan.FromMilliseconds(Limits.PaymentInquiryPatienceMs));
        await AwaitStatusAsync(item, 1, OrderStatus.Expired);

        Answer(item, question, Paid(1, Start));

        await AwaitStatusAsync(item, 1, OrderStatus.RefundDue);
        (await FindAsync(item, 2)).Order!.Status.ShouldBe(OrderStatus.Expired);
        (await ShouldBalanceAsync(item, 2)).Sold.ShouldBe(0);
    }

    [Fact]
    public async Task Money_that_a_second_answer_tells_of_is_not_lost_and_the_same_money_twice_changes_nothing()
    {
        var (item, question) = await StartDueAsync(buyers: 2);
        Answer(item, question, Paid(1, Start));
        await AwaitStatusAsync(item, 2, OrderStatus.Expired);

        Answer(item, question, Paid(1, Start), Paid(2, Start));

        await AwaitStatusAsync(item, 2, OrderStatus.RefundDue);
        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Paid);
        (await ShouldBalanceAsync(item, 2)).Sold.ShouldBe(1);
    }

    [Fact]
    public async Task However_many_orders_a_silent_provider_holds_up_each_waits_no_longer_than_one_alone()
    {
        const int Orders = ItemLimits.ExpiriesPerBatchMax + 1;
        const int Parts = (Orders / PaymentQuestion.OrdersMax) + 1;
        var item = await StartListedAsync(Listing(stock: Orders, windowSeconds: 60));
        foreach (var part in Enumerable.Range(1, Orders).Chunk(500)) await AskAllAsync(item, [.. part.Select(n => Buy($"buyer-{n}"))]);
        Pass(TimeSpan.FromSeconds(60));
        for (var asked = 1; asked <= Limits.PaymentInquiriesMax; asked++)
        {
            await Eventually.BecomesTrueAsync(() => PassAsync(() => _questions.Count >= asked * Parts));
            foreach (var question in _questions.Skip((asked - 1) * Parts).ToArray()) await SayNothingAsync(item, question.Sequences);
            Pass(TimeOut);
        }

        await AwaitStatusAsync(item, 1, OrderStatus.Expired);
        await Eventually.BecomesTrueAsync(
            async () => await PassAsync(() => true) && (await FindAsync(item, Orders)).Order!.Status == OrderStatus.Expired);
        _questions.Count.ShouldBe(Limits.PaymentInquiriesMax * Parts);
    }

    /// <summary>Nobody could say whether these orders were paid; returns when the item has taken that in.</summary>
    private static async Task SayNothingAsync(IActorRef item, ImmutableArray<long> orders, bool wasAsked = true)
    {
        item.Tell(new PaymentSilence(orders, wasAsked));
        await FindAsync(item, 1);
    }

    /// <summary>Lets a timer come that was armed for now.</summary>
    private async Task NextTickAsync(IActorRef item)
    {
        Pass(TimeSpan.FromMilliseconds(1));
        await FindAsync(item, 1);
    }
}
