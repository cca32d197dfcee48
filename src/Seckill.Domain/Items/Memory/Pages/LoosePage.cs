using System.Text;
using Seckill.Domain.Collections;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory.Pages;

/// <summary>A page of objects. Its maker may change it until it is published; all others must copy it.</summary>
internal sealed class LoosePage(object? maker) : OrderPage
{
    private Slots<OrderEntry?> _orders;

    /// <summary>Copies a page.</summary>
    public LoosePage(object? maker, OrderPage origin, long number)
        : this(maker)
    {
        if (origin is LoosePage loose) _orders = loose._orders;
        else for (var place = 0; place < Size; place++) _orders[place] = origin.Find(FirstOf(number) + place);
    }

    public object? Maker { get; } = maker;

    public override int Count
    {
        get
        {
            var count = 0;
            foreach (var order in _orders) count += order is null ? 0 : 1;
            return count;
        }
    }

    public OrderEntry? this[long sequence]
    {
        get => _orders[PlaceOf(sequence)];
        set => _orders[PlaceOf(sequence)] = value;
    }

    public override OrderEntry? Find(long sequence) => this[sequence];

    public override bool TryRead(long sequence, Span<byte> names, out OrderRecord order)
    {
        order = default;
        if (this[sequence] is not { } entry) return false;
        var used = 0;
        order = new OrderRecord
        {
            Sequence = sequence,
            Buyer = ToAscii(entry.Buyer.Value, names, ref used),
            Quantity = entry.Quantity,
            Status = entry.Status,
            CreatedAtMs = entry.CreatedAtMs,
            PayBeforeMs = entry.PayBeforeMs,
            SettledAtMs = entry.SettledAtMs,
            Payment = ToAscii(entry.Payment?.Value, names, ref used),
            Key = ToAscii(entry.Key?.Value, names, ref used),
        };
        return true;
    }

    public override bool IsOf(long sequence, BuyerId buyer) => this[sequence] is { } order && order.Buyer == buyer;

    public override OrderStatus? StatusOf(long sequence) => this[sequence]?.Status;

    public override ulong BuyerHashOf(long sequence) => this[sequence]!.Buyer.StableHash;

    private static ReadOnlySpan<byte> ToAscii(string? name, Span<byte> names, scoped ref int used)
    {
        Ascii.FromUtf16(name, names[used..], out var size);
        used += size;
        return names[(used - size)..used];
    }
}
