using System.Data.Common;
using Seckill.Actors.Payments;
using Seckill.Domain.Shared;
using Seckill.Storage.Databases;

namespace Seckill.Storage.Payments;

/// <summary>Lists the sandbox provider's payments, as they are stored, in the order of their orders' numbers.</summary>
public sealed class SandboxPaymentPages : IPaymentListing
{
    /// <summary>The item's name and the dash: an order's name without the digits of its number.</summary>
    private const string Prefix = "rtrim(order_id, '0123456789')";

    /// <summary>Most digits of a number that are read. No item can have made so many orders.</summary>
    private const int DigitsMax = 18;

    private const string Columns =
        "order_id, payment_id, amount, currency, status, created_at_ms, paid_at_ms, refunded_at_ms, changed_at_ms, expires_at_ms";

    private const string OfItem = $"{Prefix} = @prefix AND substr(order_id, @first, 1) BETWEEN '1' AND '9'";

    /// <summary>The rest of the numbers that are as long as the last one: they compare like texts.</summary>
    internal const string SelectAlike = $"""
        SELECT {Columns} FROM sandbox_payments
        WHERE {OfItem} AND length(order_id) = @length AND (order_id, payment_id) > (@order, @payment)
        ORDER BY order_id, payment_id LIMIT @limit
        """;

    /// <summary>Longer numbers, which are greater.</summary>
    internal const string SelectLonger = $"""
        SELECT {Columns} FROM sandbox_payments
        WHERE {OfItem} AND length(order_id) > @length AND length(order_id) <= @lengthMax
        ORDER BY length(order_id), order_id, payment_id LIMIT @limit
        """;

    /// <summary>From one item to the next by that index: as many looks into it as there are items.</summary>
    internal const string SelectItems = $"""
        WITH RECURSIVE names (name) AS (
            SELECT (SELECT {Prefix} FROM sandbox_payments ORDER BY {Prefix} LIMIT 1)
            UNION ALL
            SELECT (SELECT {Prefix} FROM sandbox_payments WHERE {Prefix} > name ORDER BY {Prefix} LIMIT 1) FROM names WHERE name IS NOT NULL)
        SELECT name FROM names WHERE name IS NOT NULL
        """;

    private readonly IDatabase _database;

    internal SandboxPaymentPages(IDatabase database) => _database = database;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ListedPayment>> ListAsync(ItemId item, PaymentCursor? after, int limit, CancellationToken cancellation)
    {
        var prefix = $"{item.Value}-";
        var order = after is { } cursor ? new OrderId(item, cursor.Sequence).ToString() : "";
        return await _database.ReadAsync(
            async session =>
            {
                var page = await session.QueryAsync(SelectAlike, Read, ArgumentsOf(limit)).ConfigureAwait(false);
                if (page.Count < limit)
                    page.AddRange(await session.QueryAsync(SelectLonger, Read, ArgumentsOf(limit - page.Count)).ConfigureAwait(false));
                return page;
            },
            cancellation).ConfigureAwait(false);

        object ArgumentsOf(int left) => new
        {
            prefix,
            length = order.Length,
            order,
            payment = after?.Payment ?? "",
            lengthMax = prefix.Length + DigitsMax,
            first = prefix.Length + 1,
            limit = left,
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemId>> ListItemsAsync(CancellationToken cancellation)
    {
        var names = await _database.ReadAsync(session => session.QueryAsync(SelectItems, row => row.GetString(0)), cancellation).ConfigureAwait(false);
        return [.. names.Where(name => name.EndsWith('-') && ItemId.TryParse(name[..^1], out _)).Select(name => ItemId.Parse(name[..^1]))];
    }

    private static ListedPayment Read(DbDataReader row) => new(
        OrderId.Parse(row.GetString(0)).Sequence, row.GetString(1), row.GetInt64(2), row.GetString(3), StatusOf(row.GetString(4)),
        Moment.FromUnixMs(Enumerable.Range(5, 4).Max(column => row.IsDBNull(column) ? 0 : row.GetInt64(column))), Moment.FromUnixMs(row.GetInt64(9)));

    private static ProviderPaymentStatus StatusOf(string name) => name switch
    {
        "open" => ProviderPaymentStatus.Open,
        "succeeded" => ProviderPaymentStatus.Taken,
        "refunded" => ProviderPaymentStatus.Refunded,
        _ => ProviderPaymentStatus.Failed,
    };
}
