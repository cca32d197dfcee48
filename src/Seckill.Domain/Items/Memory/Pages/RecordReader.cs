namespace Seckill.Domain.Items.Memory.Pages;

/// <summary>Reads what <see cref="RecordWriter"/> wrote; names are written one after the other into the given buffer.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> source, Span<byte> names)
{
    private ReadOnlySpan<byte> _rest = source;
    private Span<byte> _room = names;

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

    public ReadOnlySpan<byte> ReadName()
    {
        var name = _room[..PackedText.Read(_rest, _room)];
        _rest = _rest[PackedText.SizeOf(_rest)..];
        _room = _room[name.Length..];
        return name;
    }
}
