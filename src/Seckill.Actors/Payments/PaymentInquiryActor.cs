using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.Options;
using Seckill.Actors.Hosting;
using Seckill.Actors.Items;
using Seckill.Actors.Telemetry;
using Book = Seckill.Actors.Payments.InquiryDesk<System.Collections.Generic.IReadOnlyList<long>>;
using Provider = Seckill.Actors.Payments.InquiryDesk<System.Collections.Generic.IReadOnlyList<Seckill.Actors.Payments.ReceivedPayment>>;

namespace Seckill.Actors.Payments;

/// <summary>
/// Finds out for the node's items which of their due orders were paid, in two steps with separate bounds. The shop's own book says which
/// orders have an open payment, and the provider is asked only about those. So a provider that hangs delays nothing else. The actor also
/// reports failures (<see cref="PaymentSilence"/>), because the item alone decides whether to ask again.
/// </summary>
public sealed class PaymentInquiryActor : ReceiveActor
{
    /// <summary>Most concurrent look-ups in the shop's own book.</summary>
    private const int LookupsMax = 4;

    /// <summary>Most concurrent calls to the provider.</summary>
    private const int InquiriesMax = 8;

    /// <summary>Most pending messages about late money; further ones are only logged, with their payments.</summary>
    private const int LateMax = 10_000;

    private readonly IActorRef _items;
    private readonly LogThrottle _throttle;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Book _book;
    private readonly Provider _provider;
    private int _late;

    /// <summary>Creates the node's actor.</summary>
    public PaymentInquiryActor(IPaymentInquiry inquiry, IRequiredActor<ItemActor> items, IOptions<SeckillLimits> limits, TimeProvider time)
    {
        _items = items.ActorRef;
        _throttle = new LogThrottle(time, TimeSpan.FromSeconds(5));
        _book = new Book(
            (call, token) => inquiry.FindOpenAsync(call.Item, call.Orders, token), LookupsMax, limits.Value, time, Self, OnOverdue);
        _provider = new Provider(
            (call, token) => inquiry.FindPaidAsync(call.Item, call.Orders, token), InquiriesMax, limits.Value, time, Self, OnOverdue);
        Receive<PaymentQuestion>(OnQuestion);
        Receive<Book.Ended>(OnLooked);
        Receive<Book.EndedLate>(_ => Begin());
        Receive<Provider.Ended>(OnHeard);
        Receive<Provider.EndedLate>(OnHeardLate);
        Receive<PaymentUnheard>(OnUnheard);
        Receive<Terminated>(_ => _late--);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        foreach (var one in _book.Waiting.Concat(_provider.Waiting)) one.Asker.Tell(new PaymentSilence(one.Question.Sequences, WasAsked: false));
    }

    private void OnQuestion(PaymentQuestion question)
    {
        var pending = new PendingQuestion(question, Sender);
        if (!_book.TryAdd(pending)) Refuse(pending);
        Begin();
    }

    private void OnLooked(Book.Ended looked)
    {
        if (!_book.TryEnd(looked.Call)) return;
        if (looked.Error is { } error) Fail(looked.Call, error);
        else Sift(looked.Call, [.. looked.Answer!]);
        Begin();
    }

    /// <summary>Answers for orders that cannot have been paid; passes the others on to the provider.</summary>
    private void Sift(InquiryCall call, HashSet<long> open)
    {
        foreach (var (asker, orders) in call.ByAsker())
        {
            var unpaid = orders.RemoveAll(open.Contains);
            if (!unpaid.IsEmpty) asker.Tell(new PaymentAnswer(unpaid, []));
        }

        foreach (var one in call.Questions)
        {
            var unsure = one.Question.Sequences.RemoveAll(sequence => !open.Contains(sequence));
            if (unsure.IsEmpty) continue;
            var rest = one with { Question = one.Question with { Sequences = unsure } };
            if (!_provider.TryAdd(rest)) Refuse(rest);
        }
    }

    private void OnHeard(Provider.Ended heard)
    {
        if (!_provider.TryEnd(heard.Call)) return;
        if (heard.Error is { } error) Fail(heard.Call, error);
        else foreach (var (asker, orders) in heard.Call.ByAsker()) asker.Tell(new PaymentAnswer(orders, [.. heard.Answer!]));
        Begin();
    }

    /// <summary>
    /// The items were told that the provider is silent, and may have decided without it. Its answer about money still counts: the item,
    /// wherever it lives by now, sells the order or makes a refund due.
    /// </summary>
    private void OnHeardLate(Provider.EndedLate heard)
    {
        if (heard.Answer is { Count: > 0 } paid)
            OnUnheard(new PaymentUnheard(heard.Call.Item, [.. paid]));
        Begin();
    }

    private void OnUnheard(PaymentUnheard unheard)
    {
        if (_late >= LateMax)
        {
            var payments = string.Join(", ", unheard.Paid.Select(money => money.Payment));
            _log.Error("{0} was paid too late with {1}, and too much other money waits: look for it at the provider", unheard.ItemId, payments);
            return;
        }

        _late++;
        Context.Watch(Context.ActorOf(Props.Create(() => new LateMoneyActor(_items, unheard.ItemId, unheard.Paid))));
    }

    private void Begin()
    {
        _book.Begin(_stopping.Token);
        _provider.Begin(_stopping.Token);
        if (_book.IsBlocked || _provider.IsBlocked)
            Warn($"{ProviderPatience.HungMax} calls go on although their time is up, and no other is made until one of them ends");
    }

    /// <summary>There is no room for the question, so nothing was asked.</summary>
    private void Refuse(PendingQuestion one)
    {
        EngineMetrics.InquiryFailures.Add(1);
        Warn("too many questions wait already");
        one.Asker.Tell(new PaymentSilence(one.Question.Sequences, WasAsked: false));
    }

    private void Fail(InquiryCall call, Exception error)
    {
        EngineMetrics.InquiryFailures.Add(call.Questions.Count);
        Warn(error.Message);
        foreach (var (asker, orders) in call.ByAsker()) asker.Tell(new PaymentSilence(orders, WasAsked: true));
    }

    private void OnOverdue(int questions)
    {
        EngineMetrics.InquiryFailures.Add(questions);
        Warn("questions had to wait for others until their time was up");
    }

    private void Warn(string reason)
    {
        if (_throttle.IsOpen(out var untold))
            _log.Warning("Nobody can say at present which due orders were paid, so they keep their units for now: {0} ({1} more)", reason, untold);
    }
}
