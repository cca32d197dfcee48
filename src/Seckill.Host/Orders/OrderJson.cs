using System.Globalization;
using System.Text.Json;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Wire;

namespace Seckill.Host.Orders;

/// <summary>
/// Writes an order with the same bytes as an <see cref="OrderResource"/>, without creating one: this is the body of every won purchase.
/// A test compares the two.
/// </summary>
internal static class OrderJson
{
    /// <summary>The longest order id: an item id, a dash, and 19 digits.</summary>
    private const int IdLengthMax = 96;

    private static readonly JsonEncodedText OrderId = JsonEncodedText.Encode("orderId");
    private static readonly JsonEncodedText ItemId = JsonEncodedText.Encode("itemId");
    private static readonly JsonEncodedText BuyerId = JsonEncodedText.Encode("buyerId");
    private static readonly JsonEncodedText Quantity = JsonEncodedText.Encode("quantity");
    private static readonly JsonEncodedText UnitPrice = JsonEncodedText.Encode("unitPrice");
    private static readonly JsonEncodedText Amount = JsonEncodedText.Encode("amount");
    private static readonly JsonEncodedText Currency = JsonEncodedText.Encode("currency");
    private static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    private static readonly JsonEncodedText CreatedAt = JsonEncodedText.Encode("createdAt");
    private static readonly JsonEncodedText PayBefore = JsonEncodedText.Encode("payBefore");
    private static readonly JsonEncodedText PaidAt = JsonEncodedText.Encode("paidAt");
    private static readonly JsonEncodedText ClosedAt = JsonEncodedText.Encode("closedAt");
    private static readonly JsonEncodedText PaymentId = JsonEncodedText.Encode("paymentId");

    /// <summary>Answers with an order.</summary>
    public static Task WriteAsync(HttpResponse response, int status, Order order) =>
        JsonBody.WriteAsync(response, status, order, static (json, order) => Write(json, order));

    /// <summary>Writes an order.</summary>
    public static void Write(Utf8JsonWriter json, Order order)
    {
        json.WriteStartObject();
        WriteId(json, order.Id);
        json.WriteString(ItemId, order.Id.Item.Value);
        json.WriteString(BuyerId, order.Buyer.Value);
        json.WriteNumber(Quantity, order.Quantity);
        WriteMoney(json, UnitPrice, order.UnitPrice);
        WriteMoney(json, Amount, order.Amount);
        json.WriteString(Status, OrderStatusNames.Of(order.Status));
        WriteInstant(json, CreatedAt, order.CreatedAt);
        WriteInstant(json, PayBefore, order.PayBefore);
        WriteInstant(json, PaidAt, order.PaidAt);
        WriteInstant(json, ClosedAt, order.ClosedAt);
        if (order.PaymentId is { } payment) json.WriteString(PaymentId, payment.Value);
        else json.WriteNull(PaymentId);
        json.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter json, OrderId id)
    {
        Span<char> text = stackalloc char[IdLengthMax];
        text.TryWrite(CultureInfo.InvariantCulture, $"{id.Item.Value}-{id.Sequence}", out var length);
        json.WriteString(OrderId, text[..length]);
    }

    private static void WriteMoney(Utf8JsonWriter json, JsonEncodedText name, Money money)
    {
        json.WriteStartObject(name);
        json.WriteNumber(Amount, money.Amount);
        json.WriteString(Currency, money.Currency);
        json.WriteEndObject();
    }

    private static void WriteInstant(Utf8JsonWriter json, JsonEncodedText name, DateTimeOffset? instant)
    {
        json.WritePropertyName(name);
        if (instant is { } known) Rfc3339Converter.Write(json, known);
        else json.WriteNullValue();
    }
}
