namespace Seckill.Domain.Items.Pages;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    public byte ReadByte()
    {
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public long ReadNumber()
    {
        ulong bits = 0;
        var size = 0;
        byte part;
        do
        {
            part = _rest[size];
            bits |= (ulong)(part & 0x7F) << (7 * size++);
        }
        while (part >= 0x80);
        _rest = _rest[size..];
        return (long)(bits >> 1) ^ -(long)(bits & 1);
    }

    /// <summary>A name, still packed.</summary>
    public ReadOnlySpan<byte> ReadPacked()
    {
        var packed = _rest[..PackedText.SizeOf(_rest)];
        _rest = _rest[packed.Length..];
        return packed;
    }
}
