namespace Seckill.Domain.Items.Memory.Pages;

/// <summary>Writes numbers and names one after the other; small numbers take few bytes.</summary>
internal ref struct RecordWriter(Span<byte> target)
{
    /// <summary>Most bytes that a number takes.</summary>
    public const int NumberSizeMax = 10;

    private readonly Span<byte> _target = target;

    /// <summary>Bytes written so far.</summary>
    public int Size { get; private set; }

    public void Write(byte value) => _target[Size++] = value;

    /// <summary>Seven bits per byte, lowest first. The sign is the lowest bit, so that small negative numbers are short too.</summary>
    public void Write(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        for (; rest >= 0x80; rest >>= 7) _target[Size++] = (byte)(rest | 0x80);
        _target[Size++] = (byte)rest;
    }

    public void Write(string text) => Size += PackedText.Write(text, _target[Size..]);
}
