using System.Buffers;
using System.Globalization;
using System.Text;
using Seckill.Actors.Projections.Winners;
using Seckill.Domain.Items;
using Seckill.Host.Wire;

namespace Seckill.Host.Operators.Proof;

/// <summary>
/// Writes a winners' list as RFC 4180 wants it. A spreadsheet takes a cell that begins with <c>=</c>, <c>+</c>, <c>-</c> or <c>@</c> for a
/// formula, and buyers choose their names. So a name that begins with one of them, or with <c>'</c>, gets a <c>'</c> in front. Whoever reads
/// the file by program drops one leading <c>'</c> and has the name again.
/// </summary>
internal sealed class WinnersCsv : IWinnersFormat
{
    private static readonly SearchValues<char> Risky = SearchValues.Create("=+-@'");

    public string ContentType => "text/csv; charset=utf-8; header=present";

    public string Extension => "csv";

    public void Begin(IBufferWriter<byte> target, WinnersBasis basis) =>
        target.Write("sequence,orderId,buyerId,quantity,status,createdAt,hash\r\n"u8);

    public void Write(IBufferWriter<byte> target, Winner winner)
    {
        var order = winner.Order;
        // All of it is ASCII. Only the buyer's name may hold anything that CSV cares about.
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"{order.Id.Sequence},{order.Id},{CellOf(order.Buyer.Value)},{order.Quantity},{OrderStatusNames.Of(order.Status)},"
            + $"{Rfc3339Converter.Format(order.CreatedAt)},{winner.Hash}\r\n");
        target.Advance(Encoding.ASCII.GetBytes(row, target.GetSpan(row.Length)));
    }

    public void End(IBufferWriter<byte> target, long count)
    {
        // A file of rows has no place for a number. A broken connection shows that it is not whole.
    }

    /// <summary>A text as a quoted cell that no spreadsheet computes.</summary>
    public static string CellOf(string text)
    {
        var guard = text.AsSpan().IndexOfAny(Risky) == 0 ? "'" : "";
        return $"\"{guard}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
