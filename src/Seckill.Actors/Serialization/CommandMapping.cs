using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using Seckill.Actors.Items;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using static Seckill.Domain.Items.ItemProtocol;
using Kind = Seckill.Actors.Serialization.Protos.Command.KindOneofCase;

namespace Seckill.Actors.Serialization;

/// <summary>Batches of commands to and from <c>wire.proto</c>.</summary>
internal static class CommandMapping
{
    public static Protos.CommandBatch ToProto(CommandBatch batch)
    {
        var proto = new Protos.CommandBatch { ItemId = batch.ItemId.Value, TraceParent = batch.TraceParent ?? "" };
        proto.Commands.Capacity = batch.Commands.Length;
        foreach (var command in batch.Commands) proto.Commands.Add(ToProto(command));
        return proto;
    }

    public static CommandBatch FromProto(Protos.CommandBatch proto)
    {
        var commands = new ICommand[proto.Commands.Count];
        for (var i = 0; i < commands.Length; i++) commands[i] = FromProto(proto.Commands[i]);
        return new CommandBatch(ItemId.Parse(proto.ItemId), ImmutableCollectionsMarshal.AsImmutableArray(commands))
        {
            TraceParent = proto.TraceParent.Length == 0 ? null : proto.TraceParent,
        };
    }

    private static Protos.Command ToProto(ICommand command) => command switch
    {
        ReserveStock reserve => new() { ReserveStock = ToProto(reserve) },
        ReserveWithTicket { Wish: var wish, Ticket: var ticket } => new()
        {
            ReserveWithTicket = new() { Wish = ToProto(wish), Number = ticket.Number, ExpiresAtMs = ticket.ExpiresAt.ToUnixTimeMilliseconds() },
        },
        JoinWaitingList join => new() { JoinWaitingList = ToProto(join) },
        LeaveWaitingList leave => new() { LeaveWaitingList = new() { Buyer = leave.Buyer.Value } },
        OfferUnits => new() { OfferUnits = new() },
        ReserveWithSlot reserve => new() { ReserveWithSlot = SlotMapping.ToProto(reserve, ToProto(reserve.Wish)) },
        CountHoldings question => new() { CountHoldings = SlotMapping.ToProto(question) },
        RepeatPurchase repeat => new() { RepeatPurchase = ToProto(repeat.Wish) },
        CancelOrder cancel => new() { CancelOrder = new() { Buyer = cancel.Buyer.Value, Sequence = cancel.Sequence } },
        ConfirmPayment confirm => new() { ConfirmPayment = ToProto(confirm) },
        SettleRefund settle => new() { SettleRefund = new() { Payment = settle.Payment.Value } },
        ExpireReservations expire => new() { ExpireReservations = ToProto(expire) },
        ListItem list => new() { ListItem = ToProto(list) },
        AdjustStock adjust => new() { AdjustStock = ToProto(adjust) },
        PauseSale pause => new()
        {
            PauseSale = new() { Expected = ExpectationMapping.ToProto(pause.ExpectedVersion), By = AttributionMapping.ToProto(pause.By) },
        },
        ResumeSale resume => new()
        {
            ResumeSale = new() { Expected = ExpectationMapping.ToProto(resume.ExpectedVersion), By = AttributionMapping.ToProto(resume.By) },
        },
        CloseSale close => new()
        {
            CloseSale = new() { Expected = ExpectationMapping.ToProto(close.ExpectedVersion), By = AttributionMapping.ToProto(close.By) },
        },
        RevokeOrder revoke => new() { RevokeOrder = new() { Sequence = revoke.Sequence, By = AttributionMapping.ToProto(revoke.By) } },
        _ => throw new SerializationException($"The wire has no place for a {command.GetType().FullName}."),
    };

    private static ICommand FromProto(Protos.Command proto) => proto.KindCase switch
    {
        Kind.ReserveStock => FromProto(proto.ReserveStock),
        Kind.ReserveWithTicket => FromProto(proto.ReserveWithTicket),
        Kind.JoinWaitingList => FromProto(proto.JoinWaitingList),
        Kind.LeaveWaitingList => new LeaveWaitingList(BuyerId.Parse(proto.LeaveWaitingList.Buyer)),
        Kind.OfferUnits => new OfferUnits(),
        Kind.ReserveWithSlot => SlotMapping.FromProto(proto.ReserveWithSlot, FromProto(ValueMapping.Present(proto.ReserveWithSlot.Wish))),
        Kind.CountHoldings => SlotMapping.FromProto(proto.CountHoldings),
        Kind.RepeatPurchase => new RepeatPurchase(FromProto(proto.RepeatPurchase)),
        Kind.CancelOrder => new CancelOrder(BuyerId.Parse(proto.CancelOrder.Buyer), proto.CancelOrder.Sequence),
        Kind.ConfirmPayment => FromProto(proto.ConfirmPayment),
        Kind.SettleRefund => new SettleRefund(PaymentId.Parse(proto.SettleRefund.Payment)),
        Kind.ExpireReservations => FromProto(proto.ExpireReservations),
        Kind.ListItem => FromProto(proto.ListItem),
        Kind.AdjustStock => FromProto(proto.AdjustStock),
        Kind.PauseSale => new PauseSale
        {
            ExpectedVersion = ExpectationMapping.FromProto(proto.PauseSale.Expected),
            By = AttributionMapping.FromProto(proto.PauseSale.By),
        },
        Kind.ResumeSale => new ResumeSale
        {
            ExpectedVersion = ExpectationMapping.FromProto(proto.ResumeSale.Expected),
            By = AttributionMapping.FromProto(proto.ResumeSale.By),
        },
        Kind.CloseSale => new CloseSale
        {
            ExpectedVersion = ExpectationMapping.FromProto(proto.CloseSale.Expected),
            By = AttributionMapping.FromProto(proto.CloseSale.By),
        },
        Kind.RevokeOrder => new RevokeOrder(proto.RevokeOrder.Sequence) { By = AttributionMapping.FromProto(proto.RevokeOrder.By) },
        // Sent by a newer node. Refusing the whole batch would leave hundreds of callers without an answer.
        _ => new UnknownCommand(),
    };

    private static Protos.ReserveStock ToProto(ReserveStock reserve) =>
        new() { Buyer = reserve.Buyer.Value, Quantity = reserve.Quantity.Units, Key = ValueMapping.ToText(reserve.Key) };

    private static ReserveStock FromProto(Protos.ReserveStock proto) =>
        new(BuyerId.Parse(proto.Buyer), Quantity.Create(proto.Quantity), ValueMapping.ToKey(proto.Key));

    private static ReserveWithTicket FromProto(Protos.ReserveWithTicket proto) =>
        new(FromProto(ValueMapping.Present(proto.Wish)), new Ticket(proto.Number, Moment.FromUnixMs(proto.ExpiresAtMs)));

    private static Protos.JoinWaitingList ToProto(JoinWaitingList join)
    {
        var proto = new Protos.JoinWaitingList { Buyer = join.Buyer.Value };
        if (join.Ticket is not { } ticket) return proto;
        (proto.TicketNumber, proto.TicketExpiresAtMs) = (ticket.Number, ticket.ExpiresAt.ToUnixTimeMilliseconds());
        return proto;
    }

    private static JoinWaitingList FromProto(Protos.JoinWaitingList proto) => new(
        BuyerId.Parse(proto.Buyer),
        proto.HasTicketNumber ? new Ticket(proto.TicketNumber, Moment.FromUnixMs(proto.TicketExpiresAtMs)) : null);

    private static Protos.ConfirmPayment ToProto(ConfirmPayment confirm)
    {
        var proto = new Protos.ConfirmPayment
        {
            Sequence = confirm.PaysNothing ? 0 : confirm.Sequence,
            Payment = confirm.Payment.Value,
            Amount = ValueMapping.ToProto(confirm.Amount),
            HasRival = confirm.HasRival,
        };
        if (confirm.PaysNothing) proto.PaysNothingFor = confirm.Sequence;
        if (confirm.PaidAt is { } paidAt) proto.PaidAtMs = paidAt.ToUnixTimeMilliseconds();
        return proto;
    }

    private static ConfirmPayment FromProto(Protos.ConfirmPayment proto) =>
        new(proto.HasPaysNothingFor ? proto.PaysNothingFor : proto.Sequence, PaymentId.Parse(proto.Payment), ValueMapping.ToMoney(proto.Amount))
        {
            PaidAt = proto.HasPaidAtMs ? Moment.FromUnixMs(proto.PaidAtMs) : null,
            PaysNothing = proto.HasPaysNothingFor,
            HasRival = proto.HasRival,
        };

    private static Protos.ExpireReservations ToProto(ExpireReservations expire)
    {
        var proto = new Protos.ExpireReservations();
        if (expire.Only is not { } only) return proto;
        if (only.IsEmpty) throw new SerializationException("An ExpireReservations of no orders would be read as one of all.");
        DeltaCoding.Add(proto.SequenceSteps, only.AsSpan());
        return proto;
    }

    private static ExpireReservations FromProto(Protos.ExpireReservations proto) => new()
    {
        Only = proto.SequenceSteps.Count == 0 ? null : ImmutableCollectionsMarshal.AsImmutableArray(DeltaCoding.Sum(proto.SequenceSteps)),
    };

    private static Protos.AdjustStock ToProto(AdjustStock adjust) => new()
    {
        Delta = adjust.Delta,
        Reason = adjust.Reason,
        Key = adjust.Key.Value,
        Operator = ValueMapping.ToText(adjust.Operator),
        Expected = ExpectationMapping.ToProto(adjust.ExpectedVersion),
        TraceId = AttributionMapping.ToBytes(adjust.Trace),
        Node = adjust.Node ?? "",
    };

    private static AdjustStock FromProto(Protos.AdjustStock proto) => new(proto.Delta, proto.Reason, IdempotencyKey.Parse(proto.Key))
    {
        Operator = ValueMapping.ToBuyer(proto.Operator),
        Trace = AttributionMapping.ToTrace(proto.TraceId),
        Node = AttributionMapping.ToNode(proto.Node),
        ExpectedVersion = ExpectationMapping.FromProto(proto.Expected),
    };

    private static Protos.ListItem ToProto(ListItem list)
    {
        var proto = new Protos.ListItem { Terms = ValueMapping.ToProto(list.Terms), Stock = list.Stock, By = AttributionMapping.ToProto(list.By) };
        ExpectationMapping.Put(proto, list.ExpectedVersion);
        return proto;
    }

    private static ListItem FromProto(Protos.ListItem proto) =>
        new(ValueMapping.ToTerms(proto.Terms), proto.Stock, ExpectationMapping.Of(proto)) { By = AttributionMapping.FromProto(proto.By) };
}
