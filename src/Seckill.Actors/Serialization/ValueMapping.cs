using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Domain.WaitingRooms;

namespace Seckill.Actors.Serialization;

/// <summary>The values that all messages share. A missing required value is an error, not a default.</summary>
internal static class ValueMapping
{
    public static Protos.Money ToProto(Money money) => new() { Amount = money.Amount, Currency = money.Currency };

    public static Money ToMoney(Protos.Money? proto) => Money.Create(Present(proto).Amount, proto!.Currency);

    public static Protos.ItemTerms ToProto(ItemTerms terms) => new()
    {
        Title = terms.Title,
        Campaign = terms.Campaign ?? "",
        UnitPrice = ToProto(terms.UnitPrice),
        StartsAtMs = terms.StartsAt.ToUnixTimeMilliseconds(),
        EndsAtMs = terms.EndsAt.ToUnixTimeMilliseconds(),
        PerBuyerLimit = terms.PerBuyerLimit,
        PaymentWindowMs = terms.PaymentWindow.Ticks / TimeSpan.TicksPerMillisecond,
        TicketRequired = terms.TicketRequired,
        WaitingList = terms.WaitingList,
        CampaignLimit = terms.CampaignLimit ?? 0,
        ChallengeRequired = terms.ChallengeRequired,
        Presentation = terms.Presentation == ItemPresentation.None ? null : ToProto(terms.Presentation),
        Queue = (int)terms.Queue,
        SeedHash = terms.SeedHash is { } hash ? ByteString.CopyFrom(hash.ToBytes()) : ByteString.Empty,
    };

    public static ItemTerms ToTerms(Protos.ItemTerms? proto) => new(
        Present(proto).Title,
        proto!.Campaign.Length == 0 ? null : proto.Campaign,
        ToMoney(proto.UnitPrice),
        Moment.FromUnixMs(proto.StartsAtMs),
        Moment.FromUnixMs(proto.EndsAtMs),
        proto.PerBuyerLimit,
        TimeSpan.FromMilliseconds(proto.PaymentWindowMs),
        proto.TicketRequired)
    {
        WaitingList = proto.WaitingList,
        Presentation = ToPresentation(proto.Presentation) ?? ItemPresentation.None,
        CampaignLimit = proto.CampaignLimit == 0 ? null : proto.CampaignLimit,
        ChallengeRequired = proto.ChallengeRequired,
        Queue = ToKnown((ItemQueue)proto.Queue),
        SeedHash = proto.SeedHash.IsEmpty ? null : SeedHash.From(proto.SeedHash.Span),
    };

    public static Protos.ItemPresentation ToProto(ItemPresentation presentation)
    {
        var proto = new Protos.ItemPresentation { ImageUrl = presentation.ImageUrl ?? "", Description = presentation.Description ?? "" };
        if (presentation.ListPrice is { } price) proto.ListPrice = price;
        return proto;
    }

    /// <summary>Null where the message is left out.</summary>
    public static ItemPresentation? ToPresentation(Protos.ItemPresentation? proto) => proto is null ? null : new ItemPresentation
    {
        ImageUrl = proto.ImageUrl.Length == 0 ? null : proto.ImageUrl,
        Description = proto.Description.Length == 0 ? null : proto.Description,
        ListPrice = proto.HasListPrice ? proto.ListPrice : null,
    };

    public static Stock ToStock(long available, long held, long sold) => new(checked(available + held + sold), available, held, sold);

    public static string ToText(IdempotencyKey? key) => key is { } known ? known.Value : "";

    public static IdempotencyKey? ToKey(string text) => text.Length == 0 ? null : IdempotencyKey.Parse(text);

    public static string ToText(BuyerId? buyer) => buyer is { } known ? known.Value : "";

    public static BuyerId? ToBuyer(string text) => text.Length == 0 ? null : BuyerId.Parse(text);

    public static string ToText(PaymentId? payment) => payment is { } known ? known.Value : "";

    public static PaymentId? ToPayment(string text) => text.Length == 0 ? null : PaymentId.Parse(text);

    public static ByteString ToBytes(LedgerHash? hash)
    {
        if (hash is null) return ByteString.Empty;
        var bytes = new byte[LedgerHash.Size];
        hash.CopyTo(bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    public static LedgerHash? ToHash(ByteString bytes) => bytes.IsEmpty ? null : LedgerHash.From(bytes.Span);

    /// <summary>Returns the value if the enum defines it.</summary>
    public static TEnum ToKnown<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new SerializationException($"{value} is no {typeof(TEnum).Name} that this version knows.");

    public static void AddAll(RepeatedField<ulong> target, ImmutableArray<ulong> values) =>
        target.AddRange(ImmutableCollectionsMarshal.AsArray(values)!);

    public static ImmutableArray<ulong> ToArray(RepeatedField<ulong> values)
    {
        var array = new ulong[values.Count];
        values.CopyTo(array, 0);
        return ImmutableCollectionsMarshal.AsImmutableArray(array);
    }

    public static T Present<T>(T? part)
        where T : class =>
        part ?? throw new SerializationException($"A {typeof(T).Name} is missing.");
}
