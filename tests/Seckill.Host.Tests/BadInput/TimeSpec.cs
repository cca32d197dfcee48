using Seckill.Host.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.BadInput;

/// <summary>Times as clients of all kinds write them: whatever RFC 3339 allows is read, everything else is blamed on its field.</summary>
[Collection(OnBadInputHost.Name)]
public sealed class TimeSpec(DevelopmentHost host)
{
    /// <summary>A time, and how the service tells it.</summary>
    public static TheoryData<string, string> Readable => new()
    {
        { "2026-11-11T10:00:00Z", "2026-11-11T10:00:00.000Z" },
        { "2026-11-11T10:00:00.1Z", "2026-11-11T10:00:00.100Z" },
        { "2026-11-11T10:00:00.12Z", "2026-11-11T10:00:00.120Z" },
        { "2026-11-11T10:00:00.123Z", "2026-11-11T10:00:00.123Z" },
        { "2026-11-11T10:00:00.1234Z", "2026-11-11T10:00:00.123Z" },
        { "2026-11-11T10:00:00.12345Z", "2026-11-11T10:00:00.123Z" },
        { "2026-11-11T10:00:00.123456Z", "2026-11-11T10:00:00.123Z" },
        { "2026-11-11T10:00:00.1234567Z", "2026-11-11T10:00:00.123Z" },
        { "2026-11-11T10:00:00.12345678Z", "2026-11-11T10:00:00.123Z" },
        { "2026-11-11T10:00:00.123456789Z", "2026-11-11T10:00:00.123Z" },
        { "2026-11-11T10:00:00.999999999Z", "2026-11-11T10:00:00.999Z" },
        { "2026-11-11T10:00:00.000000001+00:00", "2026-11-11T10:00:00.000Z" },
        { "2026-11-11t10:00:00.5z", "2026-11-11T10:00:00.500Z" },
        { "2026-11-11 10:00:00Z", "2026-11-11T10:00:00.000Z" },
        { "2026-11-11T10:00:00-00:00", "2026-11-11T10:00:00.000Z" },
        { "2026-11-11T18:00:00+08:00", "2026-11-11T10:00:00.000Z" },
        { "2026-11-12T09:59:00+23:59", "2026-11-11T10:00:00.000Z" },
        { "2026-11-10T10:01:00-23:59", "2026-11-11T10:00:00.000Z" },
        { "2026-11-11T00:00:00.999999999-14:30", "2026-11-11T14:30:00.999Z" },
        { "2200-01-01T00:00:00.000999999Z", "2200-01-01T00:00:00.000Z" },
    };

    public static TheoryData<string> LeapSeconds =>
        ["2016-12-31T23:59:60Z", "2027-01-01T07:59:60+08:00", "2026-06-30T23:59:60.5Z", "2026-11-11T10:00:60z"];

    public static TheoryData<string> Unreadable =>
    [
        "2026-11-11T10:00:00", "2026-11-11T10:00Z", "2026-11-11", "2026-11-11T10:00:00.Z", "2026-11-11T10:00:00.1234567890Z",
        "2026-11-11T10:00:00,5Z", "2026-11-11T10:00:61Z", "2026-11-11T10:60:00Z", "2026-11-11T24:00:00Z", "2026-11-31T10:00:00Z",
        "2026-02-29T10:00:00Z", "2026-13-01T10:00:00Z", "2026-00-11T10:00:00Z", "2026-11-00T10:00:00Z", "0000-11-11T10:00:00Z",
        "2026-11-11T10:00:00+0800", "2026-11-11T10:00:00+08", "2026-11-11T10:00:00+24:00", "2026-11-11T10:00:00+08:60",
        "2026-11-11T10:00:00 Z", "2026-11-11T10:00:00ZZ", "2026-11-11T10:00:00Z ", " 2026-11-11T10:00:00Z", "+2026-11-11T10:00:00Z",
        "2026-1-1T10:00:00Z", "20261111T100000Z", "2026-W46-3T10:00:00Z", "2026/11/11T10:00:00Z", "2026-11-11T10.00.00Z",
        "2026-11-11_10:00:00Z", "2026-11-11T10:00:00\u221208:00", "2026-11-11T10:00:0\u0661Z", "2026-11-11T10:00:00Z\0",
        "2026-11-11T-1:00:00Z", "2026-11-11T10:00:00.-1Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "tomorrow", "",
    ];

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task A_time_of_RFC_3339_is_kept_to_the_millisecond(string written, string told)
    {
        // Only a window that begins there tells the time back; only one that ends there may be as late as 2200.
        var isLast = told.StartsWith("2200", StringComparison.Ordinal);
        var listed = (await PutAsync(isLast ? "endsAt" : "startsAt", written)).ShouldHaveStatus(201);

        ((string?)listed[isLast ? "endsAt" : "startsAt"]).ShouldBe(told);
    }

    [Theory]
    [MemberData(nameof(LeapSeconds))]
    public async Task A_leap_second_is_refused_and_named(string written)
    {
        var refusal = (await PutAsync("startsAt", written)).ShouldBlame("startsAt");

        ((string?)refusal["detail"]).ShouldNotBeNull().ShouldContain("leap second");
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Anything_else_is_refused_with_the_form_that_is_wanted(string written)
    {
        foreach (var field in (string[])["startsAt", "endsAt"])
        {
            var refusal = (await PutAsync(field, written)).ShouldBlame(field);

            ((string?)refusal["detail"]).ShouldNotBeNull().ShouldContain("RFC 3339");
        }
    }

    private Task<Received> PutAsync(string field, string time)
    {
        var body = new Listing().ToJson();
        body["startsAt"] = "2020-01-01T00:00:00Z";
        body["endsAt"] = "2100-01-01T00:00:00Z";
        body[field] = time;
        return host.Operator.PutAsync($"/api/admin/items/{TestHost.NewName("item")}", body);
    }
}
