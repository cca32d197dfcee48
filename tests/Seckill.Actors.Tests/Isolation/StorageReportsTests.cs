using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Isolation;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Isolation;

public sealed class StorageReportsTests
{
    private const int Self = 1;
    private const int Other = 2;

    private readonly FakeTimeProvider _time = new();
    private readonly StorageReports _reports;

    public StorageReportsTests() => _reports = new StorageReports(Self, TimeSpan.FromSeconds(5), _time);

    [Fact]
    public void A_node_that_alone_is_cut_off_for_long_is_isolated()
    {
        Report(seconds: 4, self: false, other: true);
        _reports.IsIsolated.ShouldBeFalse("it may be a hiccup");

        Report(seconds: 2, self: false, other: true);

        _reports.IsIsolated.ShouldBeTrue();
    }

    [Fact]
    public void Where_nobody_reaches_the_storage_nobody_is_isolated()
    {
        Report(seconds: 60, self: false, other: false);

        _reports.IsIsolated.ShouldBeFalse();
    }

    [Fact]
    public void A_node_that_notices_the_end_of_an_outage_later_than_others_stays()
    {
        Report(seconds: 60, self: false, other: false);

        Report(seconds: 4, self: false, other: true);

        _reports.IsIsolated.ShouldBeFalse();
    }

    [Fact]
    public void A_node_alone_is_never_isolated()
    {
        Report(seconds: 60, self: false, other: null);

        _reports.IsIsolated.ShouldBeFalse();
    }

    [Fact]
    public void One_answer_of_the_storage_ends_the_suspicion()
    {
        Report(seconds: 4, self: false, other: true);
        Report(seconds: 1, self: true, other: true);
        Report(seconds: 4, self: false, other: true);

        _reports.IsIsolated.ShouldBeFalse();
    }

    [Fact]
    public void Nodes_that_fall_silent_prove_nothing()
    {
        Report(seconds: 60, self: true, other: true);

        Report(seconds: 10, self: false, other: null);

        _reports.IsIsolated.ShouldBeFalse("the other one was well, but that is long ago");
    }

    [Fact]
    public void A_node_that_slept_starts_anew()
    {
        Report(seconds: 2, self: false, other: true);
        _time.Advance(TimeSpan.FromSeconds(30));

        Report(seconds: 4, self: false, other: true);

        _reports.IsIsolated.ShouldBeFalse("what was said before the sleep is no streak");
    }

    private void Report(int seconds, bool self, bool? other)
    {
        for (var second = 0; second < seconds; second++)
        {
            _reports.Take(new StorageReport(Self, self));
            if (other is { } isHealthy) _reports.Take(new StorageReport(Other, isHealthy));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
