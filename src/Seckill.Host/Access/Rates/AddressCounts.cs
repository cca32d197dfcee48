using System.Runtime.InteropServices;

namespace Seckill.Host.Access.Rates;

/// <summary>
/// Counts what each client address has open, and allows at most <paramref name="max"/> per address; with 0 it neither counts nor refuses.
/// It remembers only addresses that have something open, so it is bounded by what it counts.
/// </summary>
internal sealed class AddressCounts(int max)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientAddress, int> _open = [];

    /// <summary>Takes a place, to be returned with <see cref="Leave"/>. False when the address is at its limit.</summary>
    public bool TryEnter(ClientAddress address)
    {
        if (max == 0) return true;
        lock (_gate)
        {
            ref var open = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, address, out _);
            if (open == max) return false;
            open++;
            return true;
        }
    }

    /// <summary>Returns a place.</summary>
    public void Leave(ClientAddress address)
    {
        if (max == 0) return;
        lock (_gate)
        {
            ref var open = ref CollectionsMarshal.GetValueRefOrNullRef(_open, address);
            if (--open == 0) _open.Remove(address);
        }
    }
}
