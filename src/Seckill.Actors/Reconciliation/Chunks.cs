namespace Seckill.Actors.Reconciliation;

/// <summary>
/// A list of values that grows by a chunk at a time and copies nothing when it grows. A chunk holds no references, so the garbage collector
/// does not walk it. It is smaller than what the runtime counts as a large object (85,000 bytes): the collector moves it twice at most, as
/// one piece of memory. Large ones would not be moved, but only a collection of everything frees them, and an audit that allocates many
/// makes the runtime begin one.
/// </summary>
internal sealed class Chunks<T>
    where T : unmanaged
{
    private const int Length = 1_024;

    private readonly List<T[]> _chunks = [];

    /// <summary>How many values there are.</summary>
    public int Count { get; private set; }

    /// <summary>The value at a place.</summary>
    public ref T this[int index] => ref _chunks[index / Length][index % Length];

    /// <summary>Adds a value, and returns its place.</summary>
    public int Add(T value)
    {
        if (Count == _chunks.Count * Length) _chunks.Add(new T[Length]);
        this[Count] = value;
        return Count++;
    }

    /// <summary>Puts a value at a place before others, which takes as long as there are others.</summary>
    public void Insert(int index, T value)
    {
        Add(value);
        for (var place = Count - 1; place > index; place--) this[place] = this[place - 1];
        this[index] = value;
    }

    /// <summary>Forgets the values, and keeps the memory for the next ones.</summary>
    public void Clear() => Count = 0;
}
