using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Seckill.Domain.Collections;
using Seckill.Domain.Items.Memory.Pages;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

/// <summary>
/// The remembered orders by sequence; immutable. Sequences have no gaps, so no hash is needed: 32 orders make a page. A full page is kept
/// as bytes. They take a fraction of the memory of the same orders as objects, and the garbage collector, which stops the sale while it
/// moves what survives, finds one object instead of a hundred.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "What it is, not what it implements.")]
public sealed partial class OrderPages : IReadOnlyDictionary<long, OrderEntry>
{
    private readonly RadixArray<OrderPage> _pages;

    private OrderPages(RadixArray<OrderPage> pages, int count) => (_pages, Count) = (pages, count);

    /// <summary>No orders.</summary>
    public static OrderPages Empty { get; } = new(RadixArray<OrderPage>.Empty, 0);

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Sequences, ascending.</summary>
    public IEnumerable<long> Keys => this.Select(order => order.Key);

    /// <summary>Orders by ascending sequence.</summary>
    public IEnumerable<OrderEntry> Values => this.Select(order => order.Value);

    /// <inheritdoc/>
    public OrderEntry this[long key] => Find(key) ?? throw new KeyNotFoundException($"Order {key} is not remembered.");

    /// <inheritdoc/>
    public bool ContainsKey(long key) => Find(key) is not null;

    /// <inheritdoc/>
    public bool TryGetValue(long key, [MaybeNullWhen(false)] out OrderEntry value)
    {
        value = Find(key);
        return value is not null;
    }

    /// <summary>By ascending sequence.</summary>
    public IEnumerator<KeyValuePair<long, OrderEntry>> GetEnumerator()
    {
        foreach (var (number, page) in _pages.Ascending())
        {
            for (var place = 0; place < OrderPage.Size; place++)
            {
                if (page.Find(OrderPage.FirstOf(number) + place) is { } order) yield return KeyValuePair.Create(order.Sequence, order);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Visits all orders by ascending sequence, without creating an object for each.</summary>
    public void Visit(OrderVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        Span<byte> names = stackalloc byte[OrderPage.NamesSizeMax];
        foreach (var (number, page) in _pages.Ascending())
        {
            for (var place = 0; place < OrderPage.Size; place++)
            {
                if (page.TryRead(OrderPage.FirstOf(number) + place, names, out var order)) visitor(order);
            }
        }
    }

    internal OrderEntry? Find(long sequence) => _pages[OrderPage.NumberOf(sequence)]?.Find(sequence);

    /// <summary>Status of an order; null when it is not remembered.</summary>
    internal OrderStatus? StatusOf(long sequence) => _pages[OrderPage.NumberOf(sequence)]?.StatusOf(sequence);

    /// <summary>The <see cref="BuyerId.StableHash"/> of the buyer of an order, which must be remembered.</summary>
    internal ulong BuyerHashOf(long sequence) => _pages[OrderPage.NumberOf(sequence)]!.BuyerHashOf(sequence);

    /// <summary>Whether an order is remembered and belongs to the buyer.</summary>
    internal bool IsOf(long sequence, BuyerId buyer) => _pages[OrderPage.NumberOf(sequence)]?.IsOf(sequence, buyer) == true;

    /// <summary>A mutable copy; these orders do not change.</summary>
    internal Builder ToBuilder() => new(this);
}
