using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Seckill.Host.Errors;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Errors;

public sealed class DefectLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LogLines<DefectLog> _lines = new();

    [Fact]
    public void A_defect_that_is_met_all_the_time_is_told_once_a_second()
    {
        var log = new DefectLog(_lines, _time);
        for (var i = 0; i < 10_000; i++) log.Tell(new DefaultHttpContext(), new InvalidOperationException("again"));
        _lines.Lines.Count.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(1));
        log.Tell(new DefaultHttpContext(), new InvalidOperationException("again"));

        _lines.Lines.Count.ShouldBe(2);
        _lines.Lines.Last().Text.ShouldContain("9999 more");
    }

    [Fact]
    public void A_frequent_defect_does_not_hide_a_rare_one()
    {
        var log = new DefectLog(_lines, _time);
        for (var i = 0; i < 100; i++) log.Tell(At("one"), new InvalidOperationException("frequent"));

        log.Tell(At("one"), new FormatException("rare"));
        log.Tell(At("two"), new InvalidOperationException("elsewhere"));

        _lines.Lines.Count.ShouldBe(3);
    }

    [Fact]
    public void Many_kinds_of_defects_do_not_flood_the_log_either()
    {
        var log = new DefectLog(_lines, _time);
        for (var i = 0; i < 10_000; i++) log.Tell(At($"endpoint-{i}"), new InvalidOperationException("everywhere"));

        _lines.Lines.Count.ShouldBeLessThanOrEqualTo(100);
    }

    private static DefaultHttpContext At(string endpoint)
    {
        var context = new DefaultHttpContext();
        context.SetEndpoint(new Endpoint(null, null, endpoint));
        return context;
    }
}
