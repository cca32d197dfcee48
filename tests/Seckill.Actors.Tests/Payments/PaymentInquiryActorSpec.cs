using Akka.Actor;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Hosting;
using Seckill.Actors.Payments;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Seckill.Actors.Tests.Payments;

/// <summary>Questions about due orders, with a provider that hangs, fails and answers late.</summary>
public sealed class PaymentInquiryActorSpec : TestKit
{
    private const int AtOnce = 8;

    private static readonly ItemId Item = ItemId.Parse("phone");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ReceivedPayment Money =
        new(2, PaymentId.Parse("p2"), Domain.Shared.Money.Create(9900, "CNY"), DateTimeOffset.UnixEpoch);

    private readonly FakeTimeProvider _time = new();
    private readonly SilentProvider _provider = new();
    private readonly IActorRef _inquiry;

    public PaymentInquiryActorSpec(ITestOutputHelper output)
        : base("akka.loglevel = OFF", output: output)
    {
        _inquiry = Sys.ActorOf(Props.Create(() => new PaymentInquiryActor(_provider, Options.Create(new SeckillLimits()), _time)));
    }

    [Fact]
    public async Task Orders_without_an_open_payment_are_answered_at_once_and_the_provider_is_asked_about_the_others()
    {
        Ask(Item, number: 7, 1, 2, 3);
        await AnswerLookupAsync(2, 3);

        var first = await ExpectMsgAsync<PaymentAnswer>(Patience);
        (first.Number, first.Paid.Length).ShouldBe((7, 0));
        first.Sequences.ShouldBe([1]);

        var asked = await InquiryAsync();
        asked.Orders.ShouldBe([2, 3]);
        asked.Answer.SetResult([Money]);
        var second = await ExpectMsgAsync<PaymentAnswer>(Patience);
        second.Number.ShouldBe(7);
        second.Sequences.ShouldBe([2, 3]);
        second.Paid.ShouldBe([Money]);
    }

    [Fact]
    public async Task A_provider_that_hangs_for_some_items_delays_no_order_without_an_open_payment()
    {
        for (var n = 1; n <= AtOnce + 1; n++)
        {
            Ask(ItemId.Parse($"hung-{n}"), number: n, 1);
            await AnswerLookupAsync(1);
        }

        for (var n = 1; n <= AtOnce; n++) await InquiryAsync();
        Ask(Item, number: 99, 1);
        await AnswerLookupAsync();

        (await ExpectMsgAsync<PaymentAnswer>(Patience)).Number.ShouldBe(99);
    }

    [Fact]
    public async Task A_question_that_hangs_gives_its_place_to_others_when_its_time_is_up()
    {
        for (var n = 1; n <= AtOnce; n++)
        {
            Ask(ItemId.Parse($"hung-{n}"), number: n, 1);
            await AnswerLookupAsync(1);
            await InquiryAsync();
        }

        _time.Advance(TimeSpan.FromMilliseconds(new SeckillLimits().PaymentInquiryTimeoutMs));
        Ask(Item, number: 99, 2);
        await AnswerLookupAsync(2);

        (await InquiryAsync()).Answer.SetResult([Money]);
        (await ExpectMsgAsync<PaymentAnswer>(Patience)).Paid.ShouldBe([Money]);
    }

    [Fact]
    public async Task A_failure_is_no_answer_and_leads_to_no_other()
    {
        Ask(Item, number: 1, 1);
        (await LookupAsync()).Answer.SetException(new InvalidOperationException("The book is closed."));
        Ask(Item, number: 2, 2);
        await AnswerLookupAsync(2);
        (await InquiryAsync()).Answer.SetException(new InvalidOperationException("Out of order."));

        Ask(Item, number: 3, 3);
        await AnswerLookupAsync();

        (await ExpectMsgAsync<PaymentAnswer>(Patience)).Number.ShouldBe(3);
    }

    private void Ask(ItemId item, long number, params long[] orders) => _inquiry.Tell(new PaymentQuestion(item, number, [.. orders]), TestActor);

    private async Task AnswerLookupAsync(params long[] open) => (await LookupAsync()).Answer.SetResult(open);

    private Task<SilentProvider.Call<IReadOnlyList<long>>> LookupAsync() => Task.Run(() =>
        _provider.Lookups.TryTake(out var call, Patience) ? call : throw new TimeoutException("The book was not asked."));

    private Task<SilentProvider.Call<IReadOnlyList<ReceivedPayment>>> InquiryAsync() => Task.Run(() =>
        _provider.Inquiries.TryTake(out var call, Patience) ? call : throw new TimeoutException("The provider was not asked."));
}
