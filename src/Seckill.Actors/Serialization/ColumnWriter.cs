using Google.Protobuf;

namespace Seckill.Actors.Serialization;

/// <summary>
/// Writes a message of columns in protobuf's format straight into the final array. Protobuf puts the length of a column before the column,
/// so the caller puts all values twice: first to measure, then, after <see cref="StartWriting"/>, to write. The generated message would
/// hold a million names as strings meanwhile, and the sale would wait for the garbage collector that moves them.
/// </summary>
internal sealed class ColumnWriter
{
    /// <summary>Field numbers are below this, so that a tag is one byte.</summary>
    private const int FieldEnd = 16;

    private const int LengthDelimited = 2;

    /// <summary>By field: bytes measured so far, or the position of the next one.</summary>
    private readonly int[] _places = new int[FieldEnd];

    /// <summary>Fields whose values follow each other without tags.</summary>
    private readonly bool[] _isPacked = new bool[FieldEnd];

    /// <summary>Null while measuring.</summary>
    private byte[]? _target;

    /// <summary>Bytes of the measured message.</summary>
    public int Measured() => Enumerable.Range(1, FieldEnd - 1).Aggregate(0, (size, field) => checked(size + HeaderSizeOf(field) + _places[field]));

    /// <summary>Writes a tag and a length; returns the position after them.</summary>
    public static int WriteHeader(byte[] target, int place, int field, int length)
    {
        target[place++] = (byte)((field << 3) | LengthDelimited);
        return WriteNumber(target, place, (ulong)length);
    }

    /// <summary>Bytes that <see cref="WriteHeader"/> writes.</summary>
    public static int HeaderSizeOf(int field, int length) => CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeLengthSize(length);

    /// <summary>From now on, putting the same values again writes them.</summary>
    public void StartWriting(byte[] target, int place)
    {
        _target = target;
        for (var field = 1; field < FieldEnd; field++)
        {
            var size = _places[field];
            if (HeaderSizeOf(field) > 0) place = WriteHeader(target, place, field, size);
            _places[field] = place;
            place += size;
        }
    }

    /// <summary>Puts a number that is usually positive (<c>repeated int32</c>).</summary>
    public void PutNumber(int field, int value) => PutPacked(field, (ulong)(long)value);

    /// <summary>Puts a number that may be negative (<c>repeated sint64</c>).</summary>
    public void PutSigned(int field, long value) => PutPacked(field, (ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Puts a text (<c>repeated string</c>).</summary>
    public void PutName(int field, ReadOnlySpan<byte> ascii)
    {
        ref var place = ref _places[field];
        if (_target is null)
        {
            place = checked(place + HeaderSizeOf(field, ascii.Length) + ascii.Length);
            return;
        }

        place = WriteHeader(_target, place, field, ascii.Length);
        ascii.CopyTo(_target.AsSpan(place));
        place += ascii.Length;
    }

    private void PutPacked(int field, ulong bits)
    {
        ref var place = ref _places[field];
        _isPacked[field] = true;
        place = _target is null ? checked(place + CodedOutputStream.ComputeUInt64Size(bits)) : WriteNumber(_target, place, bits);
    }

    private int HeaderSizeOf(int field) => _isPacked[field] ? HeaderSizeOf(field, _places[field]) : 0;

    private static int WriteNumber(byte[] target, int place, ulong bits)
    {
        for (; bits >= 0x80; bits >>= 7) target[place++] = (byte)(bits | 0x80);
        target[place++] = (byte)bits;
        return place;
    }
}
