using Seckill.Host.Rehearsal;
using Seckill.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Rehearsal;

/// <summary>A rehearsal's directory is gone afterwards, or somebody is told.</summary>
public sealed class TemporaryStoreTests
{
    [Fact]
    public void It_is_deleted_with_all_that_is_in_it()
    {
        var store = new TemporaryStore();
        Directory.CreateDirectory(Path.Combine(store.Directory, "data"));
        File.WriteAllText(Path.Combine(store.Directory, "data", "ledger.db"), "rows");
        store.IsGone.ShouldBeFalse();

        store.Dispose();

        store.IsGone.ShouldBeTrue();
        Directory.Exists(store.Directory).ShouldBeFalse();
    }

    [Fact]
    public void What_is_left_of_it_is_told()
    {
        var log = new LogLines<TemporaryStore>();

        new RehearsalReport(3, TimeSpan.FromSeconds(1), Failure: null) { Left = "/tmp/left" }.Tell(log);

        log.Lines.Select(line => line.Text).ShouldBe(
            ["Rehearsed 3 purchases in 1000 ms.", "The rehearsal has left its directory /tmp/left. Delete it when this node has ended, if it is still there."]);
    }
}
