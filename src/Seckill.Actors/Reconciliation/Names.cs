using System.Text;

namespace Seckill.Actors.Reconciliation;

/// <summary>Names of buyers and payments, which are visible ASCII, as bytes in chunks: a length, then a byte per character.</summary>
internal sealed class Names
{
    /// <summary>A place is the number of the chunk times 65,536, and the offset in it. See <see cref="Chunks{T}"/> for why not more.</summary>
    private const int ChunkBits = 16;

    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<byte[]> _chunks = [];
    private int _chunk;
    private int _used;

    /// <summary>Adds a name, and returns where it begins.</summary>
    public int Add(string name)
    {
        if (_used + 1 + name.Length > ChunkSize) (_chunk, _used) = (_chunk + 1, 0);
        if (_chunk == _chunks.Count) _chunks.Add(new byte[ChunkSize]);
        var place = (_chunk << ChunkBits) | _used;
        var target = _chunks[_chunk].AsSpan(_used);
        target[0] = checked((byte)name.Length);
        Encoding.ASCII.GetBytes(name, target[1..]);
        _used += 1 + name.Length;
        return place;
    }

    /// <summary>The name that begins there.</summary>
    public string this[int place] => Encoding.ASCII.GetString(BytesAt(place));

    /// <summary>Whether the name that begins there is this one.</summary>
    public bool Is(int place, string name) => Ascii.Equals(BytesAt(place), name);

    /// <summary>Forgets the names, and keeps the memory for the next ones.</summary>
    public void Clear() => (_chunk, _used) = (0, 0);

    private ReadOnlySpan<byte> BytesAt(int place)
    {
        var from = _chunks[place >> ChunkBits].AsSpan(place & (ChunkSize - 1));
        return from.Slice(1, from[0]);
    }
}
