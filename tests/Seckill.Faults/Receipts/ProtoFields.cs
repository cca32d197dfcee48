using Google.Protobuf;

namespace Seckill.Faults.Receipts;

/// <summary>Takes a stored message apart by its field numbers.</summary>
internal static class ProtoFields
{
    public delegate void FieldReader(int field, CodedInputStream input);

    public static void Each(CodedInputStream input, FieldReader read)
    {
        uint tag;
        while ((tag = input.ReadTag()) != 0) read(WireFormat.GetTagFieldNumber(tag), input);
    }

    public static void Packed(CodedInputStream input, Action<CodedInputStream> read)
    {
        var packed = Nested(input);
        while (!packed.IsAtEnd) read(packed);
    }

    public static CodedInputStream Nested(CodedInputStream input) => new(input.ReadBytes().ToByteArray());

    public static InvalidDataException Unknown(string message, int field) =>
        new($"{message} has a field {field} that the check does not know; teach it.");
}
