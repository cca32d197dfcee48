using Seckill.Domain.Collections;
using Seckill.Domain.Items.Pages;
using Seckill.Domain.Shared;

namespace Seckill.Domain.Items;

public sealed partial class OrderPages
{
    /// <summary>Orders in the making. It lives for one batch; what it shares with committed orders is copied before its first change.</summary>
    internal sealed class Builder(OrderPages origin)
    {
        private readonly object _maker = new();
        private readonly RadixArray<OrderPage>.Builder _pages = origin._pages.ToBuilder();
        private readonly List<long> _changed = [];
        private int _count = origin.Count;

        /// <summary>The page that was changed last. New orders follow each other, so the next change is mostly there too.</summary>
        private LoosePage? _open;
        private long _openNumber;

        public OrderEntry? Find(long sequence) => PageOf(sequence)?.Find(sequence);

        public OrderStatus? StatusOf(long sequence) => PageOf(sequence)?.StatusOf(sequence);

        public bool IsOf(long sequence, BuyerId buyer) => PageOf(sequence)?.IsOf(sequence, buyer) == true;

        /// <summary>Adds an order whose sequence has none.</summary>
        public void Add(OrderEntry order)
        {
            Open(OrderPage.NumberOf(order.Sequence))[order.Sequence] = order;
            _count++;
        }

        /// <summary>Replaces an order.</summary>
        public void Set(OrderEntry order) => Open(OrderPage.NumberOf(order.Sequence))[order.Sequence] = order;

        /// <summary>Removes an order, which must be there.</summary>
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

        /// <summary>The orders as they are now; nothing is to be changed afterwards.</summary>
        /// <param name="newest">Sequence of the newest order that was ever made. A page that others will follow on stays open for them.</param>
        public OrderPages ToImmutable(long newest)
        {
            foreach (var number in _changed) PackIfSettled(number, newest);
            var pages = _pages.ToImmutable();
            return ReferenceEquals(pages, origin._pages) ? origin : new OrderPages(pages, _count);
        }

        /// <summary>Packs a page, unless something on it may still change.</summary>
        public void PackIfSettled(long number, long newest)
        {
            if (OrderPage.LastOf(number) <= newest && _pages[number] is LoosePage { IsSettled: true } page) Put(number, new PackedPage(page, number));
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
