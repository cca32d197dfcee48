using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Seckill.Actors.Operators;
using Seckill.Actors.Projections;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;

namespace Seckill.Host.Wire;

/// <summary>The end of a page, as text that is opaque to the client.</summary>
internal static class Cursor
{
    /// <summary>Longest accepted cursor, in characters.</summary>
    private const int LengthMax = 256;

    public static string Of(ItemId lastItem) => Encode(lastItem.Value);

    public static string Of(OrderCursor lastOrder) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"{lastOrder.CreatedAt.ToUnixTimeMilliseconds()}/{lastOrder.Id}"));

    public static bool TryReadItem(string cursor, out ItemId lastItem)
    {
        lastItem = default;
        return Decode(cursor) is { } text && ItemId.TryParse(text, out lastItem);
    }

    public static bool TryReadOrder(string cursor, out OrderCursor lastOrder)
    {
        lastOrder = default;
        if (Decode(cursor)?.Split('/') is not [var createdAt, var orderId]) return false;
        if (!Digits.TryParse(createdAt, out var unixMs) || unixMs > UnixMsMax) return false;
        if (!OrderId.TryParse(orderId, out var id)) return false;
        lastOrder = new OrderCursor(Moment.FromUnixMs(unixMs), id);
        return true;
    }

    public static string Of(OperationCursor lastOperation) =>
        Encode(string.Create(CultureInfo.InvariantCulture, $"{lastOperation.At.ToUnixTimeMilliseconds()}/{lastOperation.Id}"));

    public static bool TryReadOperation(string cursor, out OperationCursor lastOperation)
    {
        lastOperation = default;
        // The id may contain further slashes.
        if (Decode(cursor)?.Split('/', 2) is not [var at, { Length: > 0 } id]) return false;
        if (!Digits.TryParse(at, out var unixMs) || unixMs > UnixMsMax) return false;
        if (id.AsSpan().ContainsAnyExceptInRange('!', '~')) return false;
        lastOperation = new OperationCursor(Moment.FromUnixMs(unixMs), id);
        return true;
    }

    public static string Of(BlockTarget lastBlock) => Encode(string.Create(CultureInfo.InvariantCulture, $"{(int)lastBlock.Kind}/{lastBlock.Value}"));

    public static bool TryReadBlock(string cursor, out BlockTarget lastBlock)
    {
        lastBlock = default;
        return Decode(cursor)?.Split('/', 2) is [var kind, var value] && Digits.TryParse(kind, out var number) && number <= int.MaxValue
            && BlockTarget.TryCreate((BlockKind)number, value, out lastBlock);
    }

    private static long UnixMsMax => DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text));

    private static string? Decode(string cursor) =>
        cursor.Length <= LengthMax && Base64Url.IsValid(cursor) ? Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)) : null;
}
