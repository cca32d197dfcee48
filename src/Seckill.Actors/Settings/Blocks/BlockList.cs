using System.Collections.Immutable;
using System.Net;
using Seckill.Domain.Settings;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Settings.Blocks;

/// <summary>
/// Who is blocked, as this node knows it. Requests ask it without a lock and without an allocation, and while nobody is blocked that is one
/// read. An address costs one look for each length of network that is blocked. <see cref="SettingsBoard"/> writes it.
/// </summary>
public sealed class BlockList(TimeProvider time)
{
    private const int LengthsMax = 129;

    private readonly Dictionary<BlockTarget, long> _removed = [];
    private readonly int[] _lengthsOfIPv4 = new int[LengthsMax];
    private readonly int[] _lengthsOfIPv6 = new int[LengthsMax];

    /// <summary>Null while nobody is blocked.</summary>
    private volatile View? _view;

    /// <summary>The buyers on the list as it is now, with those whose blocks have ended since; it never changes once it is handed out.</summary>
    public ImmutableDictionary<BuyerId, Block> Buyers => (_view ?? View.Empty).Buyers;

    /// <summary>Whether a buyer is blocked.</summary>
    public bool Covers(BuyerId buyer) => _view is { } view && view.Buyers.TryGetValue(buyer, out var block) && IsInForce(block);

    /// <summary>Whether an address is blocked; false where the transport has none.</summary>
    public bool Covers(IPAddress? address)
    {
        if (_view is not { Addresses.IsEmpty: false } view || address is null) return false;
        var single = AddressRange.Of(address);
        foreach (var length in single.IsIPv6 ? view.LengthsOfIPv6 : view.LengthsOfIPv4)
            if (view.Addresses.TryGetValue(single.Widen(length), out var block) && IsInForce(block)) return true;
        return false;
    }

    /// <summary>The blocks in force: buyers, then addresses, each in the order of their text.</summary>
    public IReadOnlyList<Block> List() => _view is not { } view
        ? []
        :
        [
            .. view.Buyers.Values.Concat(view.Addresses.Values).Where(IsInForce)
                .OrderBy(block => block.Target.Kind).ThenBy(block => block.Target.Value, StringComparer.Ordinal),
        ];

    /// <summary>The block in force; null when there is none.</summary>
    public Block? Find(BlockTarget target) => Known(target) is { } block && IsInForce(block) ? block : null;

    /// <summary>
    /// Takes a block, unless something newer is known of its target. Called by one thread at a time, like all that changes the list.
    /// </summary>
    internal void Take(Block block)
    {
        if (_removed.GetValueOrDefault(block.Target) > block.Revision || Known(block.Target)?.Revision >= block.Revision) return;
        var view = _view ?? View.Empty;
        // The settings drop those that have ended by the same rule, so this list is never longer than theirs.
        if (view.Count >= SettingsLimits.BlocksMax)
        {
            foreach (var over in view.Buyers.Values.Concat(view.Addresses.Values).Where(one => one.IsOver(block.At)).ToArray())
                view = Without(view, over.Target);
        }

        Show(With(Without(view, block.Target), block));
    }

    /// <summary>Takes the end of a block. It is remembered until everything before it is known, which may come later.</summary>
    internal void Take(BlockTarget removed, long revision)
    {
        if (_removed.GetValueOrDefault(removed) < revision) _removed[removed] = revision;
        if (Known(removed) is not { } block || block.Revision > revision) return;
        Show(Without(_view!, removed));
    }

    /// <summary>Everything up to a revision is known.</summary>
    internal void Complete(long revision)
    {
        if (_removed.Count == 0) return;
        foreach (var (target, _) in _removed.Where(removed => removed.Value <= revision).ToArray()) _removed.Remove(target);
    }

    private bool IsInForce(Block block) => block.Until is not { } until || time.GetUtcNow() < until;

    private Block? Known(BlockTarget target)
    {
        if (_view is not { } view) return null;
        if (target.Kind == BlockKind.Buyer) return BuyerId.TryParse(target.Value, out var buyer) ? view.Buyers.GetValueOrDefault(buyer) : null;
        return AddressRange.TryParse(target.Value, out var range, out _) ? view.Addresses.GetValueOrDefault(range) : null;
    }

    /// <summary>An address that this version cannot read is left out: no request could come from it.</summary>
    private View With(View view, Block block)
    {
        if (block.Target.Kind == BlockKind.Buyer)
            return BuyerId.TryParse(block.Target.Value, out var buyer) ? view with { Buyers = view.Buyers.Add(buyer, block) } : view;
        if (!AddressRange.TryParse(block.Target.Value, out var range, out _)) return view;
        CountsOf(range)[range.Length]++;
        return view with { Addresses = view.Addresses.Add(range, block) };
    }

    private View Without(View view, BlockTarget target)
    {
        if (target.Kind == BlockKind.Buyer)
            return BuyerId.TryParse(target.Value, out var buyer) ? view with { Buyers = view.Buyers.Remove(buyer) } : view;
        if (!AddressRange.TryParse(target.Value, out var range, out _) || !view.Addresses.ContainsKey(range)) return view;
        CountsOf(range)[range.Length]--;
        return view with { Addresses = view.Addresses.Remove(range) };
    }

    private int[] CountsOf(AddressRange range) => range.IsIPv6 ? _lengthsOfIPv6 : _lengthsOfIPv4;

    private void Show(View view) => _view = view.Count == 0
        ? null
        : view with { LengthsOfIPv4 = InUse(_lengthsOfIPv4), LengthsOfIPv6 = InUse(_lengthsOfIPv6) };

    private static int[] InUse(int[] counts) => [.. Enumerable.Range(0, counts.Length).Where(length => counts[length] > 0)];

    /// <summary>What requests read: never changed once it is there.</summary>
    /// <param name="Buyers">Blocked buyers.</param>
    /// <param name="Addresses">Blocked addresses and networks.</param>
    /// <param name="LengthsOfIPv4">The lengths of the IPv4 networks among them.</param>
    /// <param name="LengthsOfIPv6">The lengths of the IPv6 networks among them.</param>
    private sealed record View(
        ImmutableDictionary<BuyerId, Block> Buyers, ImmutableDictionary<AddressRange, Block> Addresses, int[] LengthsOfIPv4, int[] LengthsOfIPv6)
    {
        public static View Empty { get; } = new(
            ImmutableDictionary<BuyerId, Block>.Empty, ImmutableDictionary<AddressRange, Block>.Empty, [], []);

        public int Count => Buyers.Count + Addresses.Count;
    }
}
