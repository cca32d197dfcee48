using System.Buffers.Binary;
using System.Numerics;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory.Pages;

/// <summary>
/// A page of bytes: first the offsets of the orders' records, then the records. A paid order of a buyer with a 10-character name and a
/// payment with a random name takes about 45 bytes, compared with some 300 as objects. Forgetting an order clears its bit; the bytes
/// shrink only when half of the orders are gone, so that forgetting costs the same for every order.
/// </summary>
internal sealed class PackedPage : OrderPage
{
    private const int OffsetsSize = Size * sizeof(ushort);
    private const int RecordSizeMax = 1 + (3 * PackedText.SizeMax) + (4 * RecordWriter.NumberSizeMax);

    private readonly byte[] _bytes;

    /// <summary>A bit per place: set when its order is remembered.</summary>
    private readonly uint _present;

    /// <summary>Creation time and payment window of the first order; the others differ little and are stored relative to it.</summary>
    private readonly long _createdAtMs;
    private readonly long _windowMs;

    /// <summary>Packs the orders of a page.</summary>
    public PackedPage(LoosePage page, long number)
    {
        Span<byte> bytes = stackalloc byte[OffsetsSize + (Size * RecordSizeMax)];
        bytes[..OffsetsSize].Clear();
        var size = OffsetsSize;
        for (var place = 0; place < Size; place++)
        {
            if (page[FirstOf(number) + place] is not { } order) continue;
            if (_present == 0) (_createdAtMs, _windowMs) = (order.CreatedAtMs, unchecked(order.PayBeforeMs - order.CreatedAtMs));
            _present |= 1U << place;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(place * sizeof(ushort))..], (ushort)size);
            size += Write(order, bytes[size..]);
        }

        _bytes = bytes[..size].ToArray();
    }

    private PackedPage(PackedPage origin, byte[] bytes, uint present) =>
        (_bytes, _present, _createdAtMs, _windowMs) = (bytes, present, origin._createdAtMs, origin._windowMs);

    public override int Count => BitOperations.PopCount(_present);

    public override OrderEntry? Find(long sequence)
    {
        Span<byte> names = stackalloc byte[NamesSizeMax];
        return TryRead(sequence, names, out var order) ? order.ToEntry() : null;
    }

    public override bool TryRead(long sequence, Span<byte> names, out OrderRecord order)
    {
        order = default;
        if (!Has(sequence)) return false;
        var reader = new RecordReader(RecordOf(sequence), names);
        var buyer = reader.ReadName();
        var shape = new OrderShape(reader.ReadByte());
        var quantity = (int)reader.ReadNumber();
        var createdAtMs = unchecked(_createdAtMs + reader.ReadNumber());
        order = new OrderRecord
        {
            Sequence = sequence,
            Buyer = buyer,
            Quantity = quantity,
            Status = shape.Status,
            CreatedAtMs = createdAtMs,
            PayBeforeMs = unchecked(createdAtMs + _windowMs + reader.ReadNumber()),
            SettledAtMs = shape.IsSettled ? unchecked(createdAtMs + reader.ReadNumber()) : 0,
            Payment = shape.HasPayment ? reader.ReadName() : default,
            Key = shape.HasKey ? reader.ReadName() : default,
        };
        return true;
    }

    public override bool IsOf(long sequence, BuyerId buyer) => Has(sequence) && PackedText.Is(RecordOf(sequence), buyer.Value);

    public override OrderStatus? StatusOf(long sequence)
    {
        if (!Has(sequence)) return null;
        var record = RecordOf(sequence);
        return new OrderShape(record[PackedText.SizeOf(record)]).Status;
    }

    public override ulong BuyerHashOf(long sequence)
    {
        Span<byte> name = stackalloc byte[VisibleAscii.LengthMax];
        return BuyerId.StableHashOf(name[..PackedText.Read(RecordOf(sequence), name)]);
    }

    /// <summary>The page with another record of one of its orders.</summary>
    public PackedPage With(OrderEntry order)
    {
        Span<byte> record = stackalloc byte[RecordSizeMax];
        record = record[..Write(order, record)];
        var place = PlaceOf(order.Sequence);
        var (start, end) = (OffsetOf(place), EndOf(place));
        var bytes = new byte[_bytes.Length - (end - start) + record.Length];
        _bytes.AsSpan(0, start).CopyTo(bytes);
        record.CopyTo(bytes.AsSpan(start));
        _bytes.AsSpan(end).CopyTo(bytes.AsSpan(start + record.Length));
        for (var later = place + 1; later < Size; later++)
        {
            if (OffsetOf(later) is > 0 and var offset)
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(later * sizeof(ushort)), (ushort)(offset - end + start + record.Length));
        }

        return new PackedPage(this, bytes, _present);
    }

    /// <summary>The page without one of its orders; null if that was the last.</summary>
    public PackedPage? Without(long sequence)
    {
        var rest = _present & ~(1U << PlaceOf(sequence));
        if (rest == 0) return null;
        var page = new PackedPage(this, _bytes, rest);
        var number = NumberOf(sequence);
        return BitOperations.IsPow2(page.Count) ? new PackedPage(new LoosePage(maker: null, page, number), number) : page;
    }

    private bool Has(long sequence) => (_present & (1U << PlaceOf(sequence))) != 0;

    private ReadOnlySpan<byte> RecordOf(long sequence) => _bytes.AsSpan(OffsetOf(PlaceOf(sequence)));

    /// <summary>Where the record of a place begins; 0 when it never had one.</summary>
    private int OffsetOf(int place) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(place * sizeof(ushort)));

    /// <summary>Where the record of a place ends: where the next one begins, also that of a forgotten order.</summary>
    private int EndOf(int place)
    {
        for (var later = place + 1; later < Size; later++)
        {
            if (OffsetOf(later) is > 0 and var next) return next;
        }

        return _bytes.Length;
    }

    /// <summary>The buyer comes first, because it is the most frequently read part.</summary>
    private int Write(OrderEntry order, Span<byte> target)
    {
        var writer = new RecordWriter(target);
        writer.Write(order.Buyer.Value);
        writer.Write(ShapeOf(order));
        writer.Write((long)order.Quantity);
        writer.Write(unchecked(order.CreatedAtMs - _createdAtMs));
        writer.Write(unchecked(order.PayBeforeMs - order.CreatedAtMs - _windowMs));
        if (order.SettledAtMs != 0) writer.Write(unchecked(order.SettledAtMs - order.CreatedAtMs));
        if (order.Payment is { } payment) writer.Write(payment.Value);
        if (order.Key is { } key) writer.Write(key.Value);
        return writer.Size;
    }

    private static byte ShapeOf(OrderEntry order) =>
        (byte)new OrderShape(order.Status, order.SettledAtMs != 0, order.Payment is not null, order.Key is not null).Bits;
}
