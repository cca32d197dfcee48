using System.Buffers;
using System.Text.Json;
using Seckill.Actors.Projections.Winners;
using Seckill.Domain.Items;
using Seckill.Host.Wire;

namespace Seckill.Host.Operators.Proof;

/// <summary>Writes what <see cref="WinnersResource"/> describes. One instance for each answer.</summary>
internal sealed class WinnersJson : IWinnersFormat, IDisposable
{
    private Utf8JsonWriter? _json;

    public string ContentType => "application/json; charset=utf-8";

    public string Extension => "json";

    public void Begin(IBufferWriter<byte> target, WinnersBasis basis)
    {
        _json = new Utf8JsonWriter(target, new JsonWriterOptions { Encoder = JsonBody.Encoder });
        _json.WriteStartObject();
        _json.WriteString("itemId"u8, basis.Item.Value);
        _json.WriteNumber("ledgerEntry"u8, basis.Revision);
        _json.WriteString("ledgerHash"u8, basis.Head?.ToString());
        _json.WritePropertyName("asOf"u8);
        Rfc3339Converter.Write(_json, basis.AsOf);
        _json.WriteStartArray("winners"u8);
        _json.Flush();
    }

    public void Write(IBufferWriter<byte> target, Winner winner)
    {
        var (order, json) = (winner.Order, _json!);
        json.WriteStartObject();
        json.WriteNumber("sequence"u8, order.Id.Sequence);
        json.WriteString("orderId"u8, order.Id.ToString());
        json.WriteString("buyerId"u8, order.Buyer.Value);
        json.WriteNumber("quantity"u8, order.Quantity);
        json.WriteString("status"u8, OrderStatusNames.Of(order.Status));
        json.WritePropertyName("createdAt"u8);
        Rfc3339Converter.Write(json, order.CreatedAt);
        json.WriteString("hash"u8, winner.Hash?.ToString());
        json.WriteEndObject();
        json.Flush();
    }

    public void End(IBufferWriter<byte> target, long count)
    {
        _json!.WriteEndArray();
        _json.WriteNumber("count"u8, count);
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json?.Dispose();
}
