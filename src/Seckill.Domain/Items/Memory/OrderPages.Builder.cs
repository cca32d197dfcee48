using Seckill.Domain.Collections;
using Seckill.Domain.Items.Memory.Pages;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items.Memory;

public sealed partial class OrderPages
{
    /// <summary>Mutable orders, for one batch. It copies what it shares with committed orders before the first change.</summary>
    internal sealed class Builder(OrderPages origin)
    {
        private readonly object _maker = new();
        private readonly RadixArray<OrderPage>.Builder _pages = origin._pages.ToBuilder();
        private readonly List<long> _changed = [];
        private int _count = origin.Count;

        /// <summary>The page changed last. New orders are consecutive, so the next change is usually on the same page.</summary>
        private LoosePage? _open;
        private long _openNumber;

        public OrderEntry? Find(long sequence) => PageOf(sequence)?.Find(sequence);

        public OrderStatus? StatusOf(long sequence) => PageOf(sequence)?.StatusOf(sequence);

        public bool IsOf(long sequence, BuyerId buyer) => PageOf(sequence)?.IsOf(sequence, buyer) == true;

        /// <summary>Adds an order with a new sequence.</summary>
        public void Add(OrderEntry order)
        {
            Open(OrderPage.NumberOf(order.Sequence))[order.Sequence] = order;
            _count++;
        }

        /// <summary>Replaces an order.</summary>
        public void Set(OrderEntry order)
        {
            var number = OrderPage.NumberOf(order.Sequence);
            if (PageOf(order.Sequence) is PackedPage packed) Put(number, packed.With(order));
            else Open(number)[order.Sequence] = order;
        }

        /// <summary>Removes an order, which must exist.</summary>
        public void Remove(long sequence)
        {
            var number = OrderPage.NumberOf(sequence);
            _count--;
            if (_pages[number] is PackedPage packed)
            {
                _pages[number] = packed.Without(sequence);
                return;
            }

            var page = Open(number);
            page[sequence] = null;
            if (page.Count == 0) Put(number, null);
        }

        /// <summary>The current orders. The builder must not be changed afterwards.</summary>
        /// <param name="newest">Sequence of the newest order ever made. A page that still has room for further orders stays open.</param>
        public OrderPages ToImmutable(long newest)
        {
            foreach (var number in _changed) PackIfFull(number, newest);
            var pages = _pages.ToImmutable();
            return ReferenceEquals(pages, origin._pages) ? origin : new OrderPages(pages, _count);
        }

        /// <summary>Packs a page, unless further orders will come onto it.</summary>
        public void PackIfFull(long number, long newest)
        {
            if (OrderPage.LastOf(number) <= newest && _pages[number] is LoosePage page) Put(number, new PackedPage(page, number));
        }

        private OrderPage? PageOf(long sequence)
        {
            var number = OrderPage.NumberOf(sequence);
            return _open is { } open && number == _openNumber ? open : _pages[number];
        }

        private LoosePage Open(long number)
        {
            if (_open is { } open && number == _openNumber) return open;
            var page = _pages[number];
            if (page is not LoosePage own || own.Maker != _maker)
            {
                own = page is null ? new LoosePage(_maker) : new LoosePage(_maker, page, number);
                _changed.Add(number);
            }

            Put(number, own);
            return own;
        }

        private void Put(long number, OrderPage? page)
        {
            _pages[number] = page;
            (_open, _openNumber) = (page as LoosePage, number);
        }
    }
}
