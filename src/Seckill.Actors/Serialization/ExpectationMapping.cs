using Seckill.Domain.Items;

namespace Seckill.Actors.Serialization;

/// <summary>Operators' expectations of an item, to and from <c>wire.proto</c>.</summary>
internal static class ExpectationMapping
{
    /// <summary>A version that no item has.</summary>
    private const long Never = -1;

    public static Protos.Expectation? ToProto(ItemExpectation? expected) => expected is null ? null : new()
    {
        Versions = { expected.Versions },
        TermsVersions = { expected.TermsVersions },
        IsPresent = expected.IsPresent,
        IsAbsent = expected.IsAbsent,
    };

    public static ItemExpectation? FromProto(Protos.Expectation? proto) => proto is null ? null : new()
    {
        Versions = [.. proto.Versions],
        TermsVersions = [.. proto.TermsVersions],
        IsPresent = proto.IsPresent,
        IsAbsent = proto.IsAbsent,
    };

    /// <summary>
    /// A single version travels in the field that nodes of the first version also read. They would take anything else for no condition at
    /// all, and overwrite what they should not. So for anything else they get a version that makes them refuse.
    /// </summary>
    public static void Put(Protos.ListItem proto, ItemExpectation? expected)
    {
        if (expected is null) return;
        if (expected is { Versions: [var single], TermsVersions.IsEmpty: true, IsPresent: false, IsAbsent: false })
            proto.ExpectedVersion = single;
        else
            (proto.ExpectedVersion, proto.Expected) = (Never, ToProto(expected));
    }

    public static ItemExpectation? Of(Protos.ListItem proto) =>
        proto.Expected is not null ? FromProto(proto.Expected)
        : proto.HasExpectedVersion ? ItemExpectation.OfVersion(proto.ExpectedVersion)
        : null;
}
