using Google.Protobuf;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;

namespace Seckill.Actors.Serialization;

/// <summary>Attributions to and from <c>ledger.proto</c>. What is not known is left out.</summary>
internal static class AttributionMapping
{
    public static Protos.Attribution? ToProto(Attribution? by) => by is null || by == Attribution.Unknown ? null : new()
    {
        Actor = ValueMapping.ToText(by.Actor),
        TraceId = ToBytes(by.Trace),
        Node = by.Node ?? "",
        Reason = by.Reason ?? "",
    };

    public static Attribution FromProto(Protos.Attribution? proto) => proto is null ? Attribution.Unknown : new()
    {
        Actor = ValueMapping.ToBuyer(proto.Actor),
        Trace = ToTrace(proto.TraceId),
        Node = ToNode(proto.Node),
        Reason = proto.Reason.Length == 0 ? null : proto.Reason,
    };

    public static ByteString ToBytes(TraceId? trace) =>
        trace is { } known ? ByteString.CopyFrom(Convert.FromHexString(known.Value)) : ByteString.Empty;

    public static TraceId? ToTrace(ByteString bytes) => bytes.IsEmpty ? null : TraceId.Parse(Convert.ToHexStringLower(bytes.Span));

    public static string? ToNode(string text) => text.Length == 0 ? null : text;
}
