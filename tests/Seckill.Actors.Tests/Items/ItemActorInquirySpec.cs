using System.Collections.Concurrent;
using Akka.Actor;
using Seckill.Actors.Ledger;
using Seckill.Actors.Payments;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Items;

/// <summary>An item whose orders fall due while the payment provider is slow, silent, or knows more than it has reported.</summary>
public sealed partial class ItemActorInquirySpec : ItemKit
{
    private static readonly DateTimeOffset Deadline = Start.AddSeconds(60);

    private readonly ConcurrentQueue<PaymentQuestion> _questions = new();

    public ItemActorInquirySpec(ITestOutputHelper output)
        : base(output)
    {
        Provider = (question, _) => _questions.Enqueue(question);
    }

    private TimeSpan TimeOut => TimeSpan.FromMilliseconds(Limits.PaymentInquiryTimeoutMs);

    [Fact]
    public async Task A_hold_is_not_released_before_the_provider_was_asked()
    {
        var (item, question) = await StartDueAsync(buyers: 1);
        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Pending);
        (await AskAsync(item, Buy("bob"))).Outcome.ShouldBe(Outcome.SoldOut);

        Answer(item, question);

        await AwaitStatusAsync(item, 1, OrderStatus.Expired);
        (await AskAsync(item, Buy("bob"))).Outcome.ShouldBe(Outcome.Reserved);
        await ShouldBalanceAsync(item, 1);
    }

    [Fact]
    public async Task Money_that_the_provider_took_in_time_pays_and_late_money_goes_back()
    {
        var (item, question) = await StartDueAsync(buyers: 3);

        Answer(item, question, Paid(1, Deadline.AddMilliseconds(-1)), Paid(2, Deadline));

        await AwaitStatusAsync(item, 1, OrderStatus.Paid);
        await AwaitStatusAsync(item, 2, OrderStatus.RefundDue);
        await AwaitStatusAsync(item, 3, OrderStatus.Expired);
        (await ShouldBalanceAsync(item, 3)).Sold.ShouldBe(1);
        (await AskAsync(item, Pay(1, "pay-1"))).Outcome.ShouldBe(Outcome.Paid, "the report comes after all");
    }

    [Fact]
    public async Task Orders_are_released_as_they_are_answered_for()
    {
        var (item, _) = await StartDueAsync(buyers: 3);

        item.Tell(new PaymentAnswer([1, 3], []));

        await AwaitStatusAsync(item, 1, OrderStatus.Expired);
        await AwaitStatusAsync(item, 3, OrderStatus.Expired);
        (await FindAsync(item, 2)).Order!.Status.ShouldBe(OrderStatus.Pending);
        await SayNothingAsync(item, [2]);
        Pass(TimeOut);
        (await QuestionAsync(item, 2)).ShouldBe([2], "only what is open is asked again");
    }

    [Fact]
    public async Task The_item_sells_on_and_later_orders_fall_due_while_the_provider_is_silent()
    {
        var item = await StartListedAsync(Listing(stock: 3, windowSeconds: 60));
        await AskAsync(item, Buy("alice"));
        Pass(TimeSpan.FromSeconds(1));
        await AskAsync(item, Buy("bob"));
        Pass(TimeSpan.FromSeconds(59));
        (await QuestionAsync(item, 1)).ShouldBe([1]);

        (await AskAsync(item, Buy("carol"))).Outcome.ShouldBe(Outcome.Reserved);
        Pass(TimeSpan.FromMilliseconds(1_001));

        (await QuestionAsync(item, 2)).ShouldBe([2]);
        Answer(item, _questions.ElementAt(1));
        await AwaitStatusAsync(item, 2, OrderStatus.Expired);
        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Pending);
        await ShouldBalanceAsync(item, 3);
    }

    [Fact]
    public async Task A_report_that_comes_while_the_provider_is_asked_pays_the_order()
    {
        var (item, question) = await StartDueAsync(buyers: 1);

        (await AskAsync(item, Pay(1) with { PaidAt = Deadline.AddSeconds(-1) })).Outcome.ShouldBe(Outcome.Paid);

        Answer(item, question);
        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Paid);
        (await ShouldBalanceAsync(item, 1)).Sold.ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_amount_at_the_provider_goes_back_and_so_do_the_units()
    {
        var (item, question) = await StartDueAsync(buyers: 1);

        Answer(item, question, Paid(1, Start) with { Amount = Money.Create(1, "CNY") });

        await AwaitStatusAsync(item, 1, OrderStatus.Expired);
        await Eventually.HoldsAsync(() => Owed.ShouldNotBeEmpty());
        Owed.ShouldAllBe(owed => owed.Refunds.Single().Amount == Money.Create(1, "CNY"));
        _questions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_restart_in_the_middle_asks_again()
    {
        var (item, _) = await StartDueAsync(buyers: 1);
        await KillAsync(item);

        var again = StartItem();
        await FindAsync(again, 1);
        Pass(TimeSpan.FromMilliseconds(1));

        (await QuestionAsync(again, 2)).ShouldBe([1]);
        Answer(again, _questions.ElementAt(1), Paid(1, Deadline.AddSeconds(-1)));
        await AwaitStatusAsync(again, 1, OrderStatus.Paid);
        await ShouldBalanceAsync(again, 1);
    }

    [Fact]
    public async Task A_release_that_cannot_be_written_is_asked_about_and_made_after_the_restart()
    {
        var (item, question) = await StartDueAsync(buyers: 1);
        await BehaveAsync(FaultyJournal.Fault.Fail);
        Answer(item, question, Paid(1, Start));
        await Eventually.BecomesTrueAsync(() => IsDownAsync(item));
        await BehaveAsync(FaultyJournal.Fault.None);

        await Eventually.BecomesTrueAsync(() =>
        {
            // The supervisor waits a little before it restarts the item, and the item before its overdue deadline fires.
            Pass(TimeSpan.FromMilliseconds(100));
            return _questions.Count > 1;
        });
        Answer(item, _questions.ElementAt(1), Paid(1, Start));
        await AwaitStatusAsync(item, 1, OrderStatus.Paid);
        await ShouldBalanceAsync(item, 1);
    }

    [Fact]
    public async Task Late_money_that_has_a_rival_leaves_the_hold_to_the_inquiry()
    {
        var (item, question) = await StartDueAsync(buyers: 1);
        (await AskAsync(item, Pay(1, "declined") with { HasRival = true })).Outcome.ShouldBe(Outcome.RefundDue);
        (await FindAsync(item, 1)).Order!.Status.ShouldBe(OrderStatus.Pending);

        Answer(item, question, Paid(1, Deadline.AddSeconds(-1)));

        await AwaitStatusAsync(item, 1, OrderStatus.Paid);
        await ShouldBalanceAsync(item, 1);
    }

    /// <summary>A question that meets the item in the instant of its end is answered by nobody, as on a network; it is simply asked again.</summary>
    private static async Task<bool> IsDownAsync(IActorRef item)
    {
        try
        {
            return await item.Ask<object>(new FindOrder(Item, 1), TimeSpan.FromMilliseconds(200)) is WriterUnavailable;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }

    /// <summary>Time goes on a little, until something is so: timers are armed after what is asked about, not before.</summary>
    private Task<bool> PassAsync(Func<bool> isSo)
    {
        var result = isSo();
        Pass(TimeSpan.FromMilliseconds(1));
        return Task.FromResult(result);
    }

    private static ReceivedPayment Paid(long sequence, DateTimeOffset at) =>
        new(sequence, PaymentId.Parse($"pay-{sequence}"), Money.Create(9900, "CNY"), at);

    private static void Answer(IActorRef item, PaymentQuestion question, params ReceivedPayment[] paid) =>
        item.Tell(new PaymentAnswer(question.Sequences, [.. paid]));

    /// <summary>An item with one order of each buyer, all of them due and asked about.</summary>
    private async Task<(IActorRef Item, PaymentQuestion Question)> StartDueAsync(int buyers)
    {
        var item = await StartListedAsync(Listing(stock: buyers, windowSeconds: 60));
        await AskAllAsync(item, [.. Enumerable.Range(1, buyers).Select(n => Buy($"buyer-{n}"))]);
        await FindAsync(item, 1);
        Pass(TimeSpan.FromSeconds(60) + TimeSpan.FromMilliseconds(1));
        await QuestionAsync(item, 1);
        return (item, _questions.Single());
    }

    /// <summary>
    /// The orders of the n-th question. An item answers before it arms its timer, so time that passes right after an answer may pass too
    /// early. Once the item has answered again, the timer is armed, and what is due comes with the next instant.
    /// </summary>
    private async Task<IReadOnlyList<long>> QuestionAsync(IActorRef item, int number)
    {
        await Eventually.BecomesTrueAsync(async () =>
        {
            await FindAsync(item, 1);
            if (_questions.Count >= number) return true;
            Pass(TimeSpan.FromMilliseconds(1));
            return _questions.Count >= number;
        });
        return _questions.ElementAt(number - 1).Sequences;
    }

    private static Task AwaitStatusAsync(IActorRef item, long sequence, OrderStatus status) =>
        Eventually.BecomesTrueAsync(async () => (await FindAsync(item, sequence)).Order!.Status == status);
}
