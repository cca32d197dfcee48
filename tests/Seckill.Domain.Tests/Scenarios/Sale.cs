using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Tests.Scenarios;

/// <summary>The words in which the scenarios speak: one item, a few buyers, commands with sensible defaults.</summary>
internal static class Sale
{
    public const int PaymentWindowSeconds = 300;

    public static readonly ItemId Item = ItemId.Parse("phone-13");
    public static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = Start.AddHours(1);
    public static readonly DateTimeOffset BeforeStart = Start.AddHours(-1);
    public static readonly TimeSpan PaymentWindow = TimeSpan.FromSeconds(PaymentWindowSeconds);
    public static readonly Money Price = Money.Create(9900, "CNY");

    public static readonly BuyerId Alice = BuyerId.Parse("alice");
    public static readonly BuyerId Bob = BuyerId.Parse("bob");
    public static readonly BuyerId Carol = BuyerId.Parse("carol");

    public static ItemTerms Terms(
        int limit = 1, string title = "Phone", Money? price = null, DateTimeOffset? startsAt = null, DateTimeOffset? endsAt = null,
        string? campaign = null, TimeSpan? window = null, bool ticketRequired = false, bool waitingList = false) =>
        new(title, campaign, price ?? Price, startsAt ?? Start, endsAt ?? End, limit, window ?? PaymentWindow, ticketRequired)
        {
            WaitingList = waitingList,
        };

    public static ListItem List(long stock, int limit = 1, long? version = null) => new(Terms(limit), stock, Expecting(version));

    public static ListItem List(ItemTerms terms, long stock, long? version = null) => new(terms, stock, Expecting(version));

    public static ListItem List(long stock, ItemExpectation expected) => new(Terms(), stock, expected);

    private static ItemExpectation? Expecting(long? version) => version is { } seen ? ItemExpectation.OfVersion(seen) : null;

    public static ReserveStock Reserve(BuyerId buyer, int quantity = 1, string? key = null) =>
        new(buyer, Quantity.Create(quantity), key is null ? null : IdempotencyKey.Parse(key));

    public static ReserveWithTicket Reserve(BuyerId buyer, Ticket ticket, int quantity = 1, string? key = null) => new(Reserve(buyer, quantity, key), ticket);

    /// <summary>A ticket that expires so long after the start.</summary>
    public static Ticket TicketOf(ulong number, double secondsAfterStart = 120) => new(number, Start.AddSeconds(secondsAfterStart));

    public static JoinWaitingList Join(BuyerId buyer, Ticket? ticket = null) => new(buyer, ticket);

    public static LeaveWaitingList Leave(BuyerId buyer) => new(buyer);

    public static CancelOrder Cancel(BuyerId buyer, long sequence) => new(buyer, sequence);

    public static RevokeOrder Revoke(long sequence) => new(sequence);

    public static ConfirmPayment Pay(long sequence, string payment, long units = 1) =>
        new(sequence, PaymentId.Parse(payment), Price.Times((int)units));

    public static SettleRefund Refund(string payment) => new(PaymentId.Parse(payment));

    public static AdjustStock Adjust(long delta, string key, string reason = "delivery") => new(delta, reason, IdempotencyKey.Parse(key));

    public static PauseSale Pause { get; } = new();

    public static ResumeSale Resume { get; } = new();

    public static CloseSale Close { get; } = new();

    public static ExpireReservations Expire { get; } = new();

    public static Scenario Given(params ICommand[] history) => Scenario.Begin(history);
}
