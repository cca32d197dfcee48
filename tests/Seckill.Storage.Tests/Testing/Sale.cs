using Seckill.Actors.Ledger;
using Seckill.Actors.Serialization;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Storage.Tests.Testing;

/// <summary>An item and its ledger without a journal: what the decider decides is committed at once.</summary>
internal sealed class Sale(string item, int perBuyerLimit = 5, bool waitingList = false, bool challengeRequired = true)
{
    private static readonly ItemSerializer Serializer = new(null!);

    private ulong _tickets;

    public static readonly DateTimeOffset Start = new(2030, 1, 1, 10, 0, 0, TimeSpan.Zero);

    public ItemId Id { get; } = ItemId.Parse(item);

    public List<LedgerEntry> Ledger { get; } = [];

    public ItemState State { get; private set; } = ItemState.Empty(ItemId.Parse(item));

    /// <summary>
    /// The item as rows tell it that the first version wrote: without what pages show, the ledger's hash, and when the terms changed.
    /// </summary>
    public ItemStatus AsRowsOfTheFirstVersionTell => State.Status! with
    {
        Terms = State.Status.Terms with { Presentation = ItemPresentation.None, ChallengeRequired = false },
        TermsRevision = State.Revision,
        LedgerHash = null,
    };

    public DateTimeOffset Now { get; set; } = Start;

    public ItemTerms Terms { get; } = new(
        $"The {item} of ‘quotes’ \" ' \\ and 🦊", "new-year", Money.Create(9_900, "CNY"), Start, Start.AddHours(1), perBuyerLimit,
        TimeSpan.FromSeconds(60), ticketRequired: true)
    {
        WaitingList = waitingList,
        ChallengeRequired = challengeRequired,
    };

    /// <summary>A sale that is listed and open.</summary>
    public static Sale Open(string item, long stock = 100, int perBuyerLimit = 5, bool challengeRequired = true)
    {
        var sale = new Sale(item, perBuyerLimit, challengeRequired: challengeRequired);
        sale.Do(new ListItem(sale.Terms, stock, ExpectedVersion: null));
        return sale;
    }

    public Reply[] Do(params ICommand[] commands)
    {
        var decision = ItemDecider.Decide(State, [.. commands.Select(WithTicket)], Now);
        if (decision.Batch is { } batch)
        {
            // Writing it computes its hash, which state and rows carry.
            Serializer.ToBinary(batch);
            State = State.Apply(batch);
            Ledger.Add(new LedgerEntry(Id, State.Revision, batch));
        }

        return decision.Replies;
    }

    /// <summary>The item requires tickets, so every purchase gets a fresh one.</summary>
    private ICommand WithTicket(ICommand command) =>
        command switch
        {
            ReserveStock wish => new ReserveWithTicket(wish, new Ticket(++_tickets, Now.AddMinutes(2))),
            JoinWaitingList join => join with { Ticket = new Ticket(++_tickets, Now.AddMinutes(2)) },
            _ => command,
        };

    public Order Reserve(string buyer, int quantity = 1) =>
        Do(new ReserveStock(BuyerId.Parse(buyer), Quantity.Create(quantity), Key: null))[0].Order!;

    public void Pay(long sequence, string payment) =>
        Do(new ConfirmPayment(sequence, PaymentId.Parse(payment), State.FindOrder(sequence)!.Amount));

    public void Cancel(long sequence) => Do(new CancelOrder(State.FindOrder(sequence)!.Buyer, sequence));

    public void Settle(string payment) => Do(new SettleRefund(PaymentId.Parse(payment)));

    /// <summary>Lets so much time pass, and the item's timer fire.</summary>
    public void Pass(TimeSpan time)
    {
        Now += time;
        Do(new ExpireReservations());
    }

    public void Wait(string buyer) => Do(new JoinWaitingList(BuyerId.Parse(buyer), Ticket: null));

    /// <summary>A sold-out item for which some wait, one has left, and one has got what came back.</summary>
    public static Sale WithWaitingList(string item)
    {
        var sale = new Sale(item, waitingList: true);
        sale.Do(new ListItem(sale.Terms, 2, ExpectedVersion: null));
        sale.Reserve("first", 2);
        foreach (var buyer in (string[])["offered", "leaves", "waits", "waits-too"]) sale.Wait(buyer);
        sale.Do(new LeaveWaitingList(BuyerId.Parse("leaves")));
        sale.Do(new AdjustStock(1, "found more", IdempotencyKey.Parse("adjust-1")));
        return sale;
    }

    /// <summary>Every event of an item without a waiting list that exists, each at least once, and every status.</summary>
    public static Sale OfEverything(string item)
    {
        var sale = new Sale(item) { Now = Start.AddHours(-1) };
        sale.Do(new ListItem(sale.Terms, 50, ExpectedVersion: null));
        sale.Do(new AdjustStock(7, "found more", IdempotencyKey.Parse("adjust-1")));
        sale.Do(new ListItem(sale.Terms, 40, ExpectedVersion: null));
        sale.Now = Start;
        foreach (var buyer in (string[])["pending", "paid", "expired", "cancelled", "late", "refunded", "twice"]) sale.Reserve(buyer, 2);
        sale.Pay(2, "pay-2");
        sale.Pay(7, "pay-7");
        sale.Pay(7, "pay-7-again");
        sale.Cancel(4);
        sale.Pass(TimeSpan.FromSeconds(60));
        sale.Do(new ReserveStock(BuyerId.Parse("pending"), Quantity.One, IdempotencyKey.Parse("key")));
        sale.Pay(5, "pay-5");
        sale.Pay(6, "pay-6");
        sale.Settle("pay-6");
        sale.Do(new PauseSale());
        sale.Do(new ResumeSale());
        var shown = new ItemPresentation { ImageUrl = "/p.png", Description = "Two\nlines – 两行", ListPrice = 20_000 };
        sale.Do(new ListItem(sale.Terms.Revise("Another title", sale.Terms.EndsAt.AddHours(1), shown), 40, ExpectedVersion: null));
        sale.Reserve("revoked", 2);
        sale.Pay(9, "pay-9");
        sale.Do(new RevokeOrder(9));
        sale.Settle("pay-9");
        sale.Do(new CloseSale());
        return sale;
    }
}
