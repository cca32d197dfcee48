using System.Security.Cryptography;

namespace Seckill.Actors.Board;

/// <summary>
/// Hashes of the buyers who hold an order of one item, at 10 to 15 bytes each: an open-addressing table in which a hash is at its place
/// or soon after it. One writer at a time; readers take no lock. A reader sees everything that was added before it was led here, and
/// perhaps some of the entries being added. Nothing is ever removed, and a growing table is replaced, not changed.
/// </summary>
internal sealed class HolderSet
{
    private const int SizeMin = 16;

    /// <summary>Random in each process, so that nobody can choose names that cluster in one part of the table.</summary>
    private static readonly ulong Scatter = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;

    private ulong[] _table = new ulong[SizeMin];
    private int _inTable;

    /// <summary>Whether 0, which marks a gap in the table, is one of the hashes.</summary>
    private bool _hasZero;

    /// <summary>Whether the hash was added.</summary>
    public bool Contains(ulong hash)
    {
        if (hash == 0) return Volatile.Read(ref _hasZero);
        var table = Volatile.Read(ref _table);
        return Volatile.Read(ref table[PlaceOf(table, hash)]) == hash;
    }

    /// <summary>Adds a hash, if it is missing. One writer at a time.</summary>
    public void Add(ulong hash)
    {
        if (hash == 0)
        {
            Volatile.Write(ref _hasZero, true);
            return;
        }

        var place = PlaceOf(_table, hash);
        if (_table[place] == hash) return;
        if (_inTable >= _table.Length / 5 * 4)
        {
            Grow();
            place = PlaceOf(_table, hash);
        }

        Volatile.Write(ref _table[place], hash);
        _inTable++;
    }

    /// <summary>The place of the hash, or the gap where it belongs. There is always a gap.</summary>
    private static int PlaceOf(ulong[] table, ulong hash)
    {
        var place = (int)Math.BigMul(hash * Scatter, (ulong)table.Length, out _);
        while (Volatile.Read(ref table[place]) is var found && found != hash && found != 0)
        {
            if (++place == table.Length) place = 0;
        }

        return place;
    }

    /// <summary>Grows by half instead of doubling, so that the table is never less than half full.</summary>
    private void Grow()
    {
        var larger = new ulong[_table.Length / 2 * 3];
        foreach (var hash in _table)
        {
            if (hash != 0) larger[PlaceOf(larger, hash)] = hash;
        }

        Volatile.Write(ref _table, larger);
    }
}
