using System.Collections.Concurrent;
using Akka.Actor;
using Microsoft.Extensions.Options;
using Seckill.Actors.Payments;
using Seckill.Actors.Tests.Testing;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Tests.Payments;

/// <summary>An item whose holds end a hundred times in a second, and a provider that takes its ordinary time to answer.</summary>
public sealed class SlowProviderSpec : ItemKit
{
    private const int Buyers = 500;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    private readonly SlowProvider _provider;
    private readonly IActorRef _clerk;

    public SlowProviderSpec(ITestOutputHelper output)
        : base(output)
    {
        _provider = new SlowProvider(Time);
        var required = new RequiredItems(CreateTestProbe());
        _clerk = Sys.ActorOf(Props.Create(() => new PaymentInquiryActor(_provider, required, Options.Create(Limits), Time)));
        Provider = (question, item) => _clerk.Tell(question, item);
    }

    [Fact]
    public async Task Every_hold_is_asked_about_before_it_ends_and_what_was_paid_is_sold()
    {
        var item = await StartListedAsync(Listing(stock: Buyers, windowSeconds: 60));
        for (var n = 1; n <= Buyers; n++)
        {
            (await AskAsync(item, Buy($"buyer-{n}"))).Outcome.ShouldBe(Outcome.Reserved);
            Pass(Tick);
        }

        Pass(Start.AddSeconds(60) - Time.GetUtcNow());
        var (begin, settled) = (Time.GetTimestamp(), 0);
        while (settled < Buyers)
        {
            Pass(Tick);
            await FindAsync(item, 1);
            await _clerk.Ask<ActorIdentity>(new Identify(1), TimeSpan.FromSeconds(10));
            if (_provider.TakeDue() is not { } call) continue;
            call.Answer.SetResult([.. call.Orders.Where(WasPaid).Select(Payment)]);
            foreach (var order in call.Orders) await AwaitStatusAsync(item, order);
            settled += call.Orders.Count;
        }

        (await ShouldBalanceAsync(item, Buyers)).Sold.ShouldBe(Buyers / 2);
        _provider.Asked.Order().ShouldBe(Enumerable.Range(1, Buyers).Select(n => (long)n), "each hold was asked about once");
        _provider.Calls.ShouldBeLessThanOrEqualTo((int)(Time.GetElapsedTime(begin) / Latency) + 1, "calls follow the latency");
    }

    private static bool WasPaid(long order) => order % 2 == 0;

    private static ReceivedPayment Payment(long order) =>
        new(order, PaymentId.Parse($"pay-{order}"), Money.Create(9900, "CNY"), Start.AddSeconds(59));

    private static Task AwaitStatusAsync(IActorRef item, long order) => Eventually.BecomesTrueAsync(
        async () => (await FindAsync(item, order)).Order!.Status == (WasPaid(order) ? OrderStatus.Paid : OrderStatus.Expired));

    /// <summary>A provider where every order has an open payment, and which answers when its latency has passed.</summary>
    private sealed class SlowProvider(TimeProvider time) : IPaymentInquiry
    {
        private readonly ConcurrentQueue<(SilentProvider.Call<IReadOnlyList<ReceivedPayment>> Call, long At)> _calls = new();
        private readonly ConcurrentQueue<long> _asked = new();
        private int _count;

        public int Calls => Volatile.Read(ref _count);

        public IReadOnlyCollection<long> Asked => _asked;

        public Task<IReadOnlyList<long>> FindOpenAsync(ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation) =>
            Task.FromResult(sequences);

        public Task<IReadOnlyList<ReceivedPayment>> FindPaidAsync(ItemId item, IReadOnlyList<long> sequences, CancellationToken cancellation)
        {
            var call = new SilentProvider.Call<IReadOnlyList<ReceivedPayment>>(
                item, sequences, null, new TaskCompletionSource<IReadOnlyList<ReceivedPayment>>(TaskCreationOptions.RunContinuationsAsynchronously));
            foreach (var order in sequences) _asked.Enqueue(order);
            Interlocked.Increment(ref _count);
            _calls.Enqueue((call, time.GetTimestamp()));
            return call.Answer.Task;
        }

        /// <summary>The oldest call whose latency has passed; null when there is none.</summary>
        public SilentProvider.Call<IReadOnlyList<ReceivedPayment>>? TakeDue() =>
            _calls.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) >= Latency && _calls.TryDequeue(out oldest) ? oldest.Call : null;
    }
}
