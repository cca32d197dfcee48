using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Payments;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Payments;

/// <summary>Questions about due orders, with a provider that hangs, fails and answers late.</summary>
public sealed class PaymentInquiryActorSpec : TestKit
{
    private const int AtOnce = 8;

    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly SeckillLimits Limits = new();
    private static readonly TimeSpan TimeOut = TimeSpan.FromMilliseconds(Limits.PaymentInquiryTimeoutMs);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ReceivedPayment Money =
        new(2, PaymentId.Parse("p2"), Domain.Shared.Money.Create(9900, "CNY"), DateTimeOffset.UnixEpoch);

    private readonly FakeTimeProvider _time = new();
    private readonly SilentProvider _provider = new();
    private readonly TestProbe _items;
    private readonly IActorRef _inquiry;

    public PaymentInquiryActorSpec(ITestOutputHelper output)
        : base("akka.loglevel = OFF", output: output)
    {
        _items = CreateTestProbe();
        var required = new RequiredItems(_items.Ref);
        _inquiry = Sys.ActorOf(Props.Create(() => new PaymentInquiryActor(_provider, required, Options.Create(Limits), _time)));
    }

    [Fact]
    public async Task Orders_without_an_open_payment_are_answered_at_once_and_the_provider_is_asked_about_the_others()
    {
        Ask(Item, 1, 2, 3);
        await AnswerLookupAsync(2, 3);

        await ShouldAnswerAsync([1]);
        var asked = await InquiryAsync();
        asked.Orders.ShouldBe([2, 3]);
        asked.Answer.SetResult([Money]);
        await ShouldAnswerAsync([2, 3], Money);
    }

    [Fact]
    public async Task What_an_item_asks_while_a_call_about_it_is_under_way_becomes_one_call_and_one_answer()
    {
        Ask(Item, 1);
        await AnswerLookupAsync(1);
        var first = await InquiryAsync();
        foreach (var order in (long[])[2, 3, 4])
        {
            Ask(Item, order);
            await AnswerLookupAsync(order);
        }

        await ShouldRestAsync();
        first.Answer.SetResult([]);
        await ShouldAnswerAsync([1]);

        var second = await InquiryAsync();
        second.Orders.ShouldBe([2, 3, 4]);
        second.Answer.SetResult([Money]);
        await ShouldAnswerAsync([2, 3, 4], Money);
    }

    [Fact]
    public async Task Questions_that_fill_a_call_do_not_wait_for_the_one_under_way()
    {
        long[] many = [.. Enumerable.Range(2, PaymentQuestion.OrdersMax).Select(n => (long)n)];
        Ask(Item, 1);
        await AnswerLookupAsync(1);
        await InquiryAsync();

        Ask(Item, many);
        await AnswerLookupAsync(many);

        (await InquiryAsync()).Orders.ShouldBe(many);
    }

    [Fact]
    public async Task A_provider_that_hangs_for_some_items_delays_no_order_without_an_open_payment()
    {
        for (var n = 1; n <= AtOnce + 1; n++)
        {
            Ask(ItemId.Parse($"hung-{n}"), 1);
            await AnswerLookupAsync(1);
        }

        for (var n = 1; n <= AtOnce; n++) await InquiryAsync();
        Ask(Item, 99);
        await AnswerLookupAsync();

        await ShouldAnswerAsync([99]);
    }

    [Fact]
    public async Task A_call_that_hangs_gives_its_place_to_others_when_its_time_is_up()
    {
        await HangAsync(1);
        _time.Advance(TimeOut);
        for (var n = 1; n <= AtOnce; n++) await ShouldBeSilentAsync([1], wasAsked: true);
        Ask(Item, 2);
        await AnswerLookupAsync(2);

        (await InquiryAsync()).Answer.SetResult([Money]);
        await ShouldAnswerAsync([2], Money);
    }

    [Fact]
    public async Task Money_that_a_call_tells_of_after_its_time_is_reported_to_the_item_wherever_it_lives()
    {
        Ask(Item, 2);
        await AnswerLookupAsync(2);
        var call = await InquiryAsync();
        _time.Advance(TimeOut);
        await ShouldBeSilentAsync([2], wasAsked: true);

        call.Answer.SetResult([Money]);

        var told = await _items.ExpectMsgAsync<CommandBatch>(Patience);
        told.ItemId.ShouldBe(Item);
        told.Commands.ShouldHaveSingleItem().ShouldBe(new ConfirmPayment(2, Money.Payment, Money.Amount) { PaidAt = Money.PaidAt });
    }

    [Fact]
    public async Task Calls_that_hang_for_ever_are_bounded()
    {
        var hung = new List<SilentProvider.Call<IReadOnlyList<ReceivedPayment>>>();
        for (var round = 1; round <= ProviderPatience.HungMax / AtOnce; round++)
        {
            hung.AddRange(await HangAsync(round));
            _time.Advance(TimeOut);
            for (var n = 1; n <= AtOnce; n++) await ShouldBeSilentAsync([1], wasAsked: true);
        }

        Ask(Item, 2);
        await AnswerLookupAsync(2);
        await ShouldRestAsync();
        hung[0].Answer.SetException(new InvalidOperationException("At last."));

        (await InquiryAsync()).Item.ShouldBe(Item);
    }

    [Fact]
    public async Task A_failure_is_said_and_leads_to_no_other()
    {
        Ask(Item, 1);
        (await LookupAsync()).Answer.SetException(new InvalidOperationException("The book is closed."));
        await ShouldBeSilentAsync([1], wasAsked: true);
        Ask(Item, 2);
        await AnswerLookupAsync(2);
        (await InquiryAsync()).Answer.SetException(new InvalidOperationException("Out of order."));
        await ShouldBeSilentAsync([2], wasAsked: true);

        Ask(Item, 3);
        await AnswerLookupAsync();

        await ShouldAnswerAsync([3]);
    }

    [Fact]
    public async Task A_call_has_only_the_time_that_its_question_has_left()
    {
        var since = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(Limits.PaymentInquiryPatienceMs - 500));
        _inquiry.Tell(new PaymentQuestion(Item, [1], since), TestActor);
        await AnswerLookupAsync(1);
        await InquiryAsync();

        _time.Advance(TimeSpan.FromMilliseconds(500));

        await ShouldBeSilentAsync([1], wasAsked: true);
    }

    [Fact]
    public async Task A_question_whose_item_has_given_up_is_not_asked()
    {
        var since = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(Limits.PaymentInquiryPatienceMs));
        _inquiry.Tell(new PaymentQuestion(Item, [1], since), TestActor);
        Ask(Item, 2);

        (await LookupAsync()).Orders.ShouldBe([2]);
    }

    [Fact]
    public async Task What_finds_no_room_is_said_not_to_have_been_asked()
    {
        const int TooMany = 110_000;
        for (var order = 1; order <= TooMany; order++) Ask(Item, order);

        var silence = await ExpectMsgAsync<PaymentSilence>(Patience);

        silence.WasAsked.ShouldBeFalse();
        silence.Sequences.Single().ShouldBeInRange(100_001, TooMany);
    }

    [Fact]
    public async Task Whoever_waits_when_the_clerk_ends_is_told_that_nobody_was_asked()
    {
        Ask(Item, 1);
        await LookupAsync();
        Ask(Item, 2);
        await ShouldRestAsync();

        Sys.Stop(_inquiry);

        var (one, other) = (await ExpectMsgAsync<PaymentSilence>(Patience), await ExpectMsgAsync<PaymentSilence>(Patience));
        one.Sequences.Concat(other.Sequences).Order().ShouldBe([1, 2]);
        (one.WasAsked || other.WasAsked).ShouldBeFalse();
    }

    private void Ask(ItemId item, params long[] orders) =>
        _inquiry.Tell(new PaymentQuestion(item, [.. orders], _time.GetTimestamp()), TestActor);

    /// <summary>Takes every place at the provider with a call that does not end.</summary>
    private async Task<List<SilentProvider.Call<IReadOnlyList<ReceivedPayment>>>> HangAsync(int round)
    {
        var calls = new List<SilentProvider.Call<IReadOnlyList<ReceivedPayment>>>();
        for (var n = 1; n <= AtOnce; n++)
        {
            Ask(ItemId.Parse($"hung-{round}-{n}"), 1);
            await AnswerLookupAsync(1);
            calls.Add(await InquiryAsync());
        }

        return calls;
    }

    private async Task AnswerLookupAsync(params long[] open) => (await LookupAsync()).Answer.SetResult(open);

    private async Task ShouldAnswerAsync(ImmutableArray<long> orders, params ReceivedPayment[] paid)
    {
        var answer = await ExpectMsgAsync<PaymentAnswer>(Patience);
        answer.Sequences.ShouldBe(orders);
        answer.Paid.ShouldBe(paid);
    }

    private async Task ShouldBeSilentAsync(ImmutableArray<long> orders, bool wasAsked)
    {
        var silence = await ExpectMsgAsync<PaymentSilence>(Patience);
        silence.Sequences.ShouldBe(orders);
        silence.WasAsked.ShouldBe(wasAsked);
    }

    /// <summary>The actor has dealt with all that it was told, and asks the provider for nothing more.</summary>
    private async Task ShouldRestAsync()
    {
        // Once for the turn in which it asks, and once for the turn in which it takes an answer that was there at once.
        await _inquiry.Ask<ActorIdentity>(new Identify(1), Patience);
        await _inquiry.Ask<ActorIdentity>(new Identify(2), Patience);
        _provider.Inquiries.Reader.Count.ShouldBe(0);
    }

    private Task<SilentProvider.Call<IReadOnlyList<long>>> LookupAsync() => SilentProvider.NextAsync(_provider.Lookups);

    private Task<SilentProvider.Call<IReadOnlyList<ReceivedPayment>>> InquiryAsync() =>
        SilentProvider.NextAsync(_provider.Inquiries);
}
