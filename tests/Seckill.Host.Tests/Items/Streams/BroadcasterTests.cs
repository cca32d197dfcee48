using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Items;
using Seckill.Host.Items.Streams;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Items.Streams;

/// <summary>In virtual time, step by step. The timer that makes the steps in a host never fires here; <see cref="EventStreamSpec"/> has a real one.</summary>
public sealed class BroadcasterTests : IAsyncDisposable
{
    private const int PerSecond = 200;

    private static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly ItemId Phone = ItemId.Parse("phone");
    private static readonly ItemId Tablet = ItemId.Parse("tablet");

    private readonly TimeWithoutTimers _time = new(Start.AddMinutes(-1));
    private readonly HttpLimits _limits = new() { EventsPerSecondMax = PerSecond };
    private readonly Board _board;
    private readonly Broadcaster _broadcaster;
    private readonly List<StreamClient> _clients = [];

    public BroadcasterTests()
    {
        _board = new Board(_time, Options.Create(new SeckillLimits()));
        _broadcaster = new Broadcaster(_board, new StockDisplay(), Options.Create(_limits), _time);
        Show(Phone, revision: 1);
        Show(Tablet, revision: 1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
    }

    [Fact]
    public void A_stream_begins_with_the_status_on_the_board()
    {
        var client = Open(Phone);

        client.Events.ShouldHaveSingleItem().ShouldContain("\"itemId\":\"phone\"");
    }

    [Fact]
    public void Whoever_has_the_status_is_told_the_next_one_only()
    {
        var client = Open(Phone, versionSeen: VersionOf(1));
        client.Events.ShouldBeEmpty();

        Show(Phone, revision: 2);

        Pass(Pause);
        client.Events.Count.ShouldBe(1);
        client.NewestVersion.ShouldBe(VersionOf(2));
    }

    [Fact]
    public void Only_the_streams_of_an_item_are_told_of_it()
    {
        var (phone, tablet) = (Open(Phone), Open(Tablet));

        Show(Tablet, revision: 2);

        Pass(Pause);
        tablet.NewestVersion.ShouldBe(VersionOf(2));
        phone.Events.Count.ShouldBe(1);
    }

    [Fact]
    public void Between_two_events_there_is_a_pause_and_then_the_newest_status()
    {
        var client = Open(Phone);
        for (var revision = 2; revision <= 100; revision++)
        {
            Show(Phone, revision);
            Pass(Step);
        }

        client.Events.Count.ShouldBe(1 + 9, "99 steps of 10 ms");
        Pass(Pause);
        client.Events.Count.ShouldBe(1 + 10);
        client.NewestVersion.ShouldBe(VersionOf(100));
    }

    [Fact]
    public void The_phase_is_told_when_it_changes_by_time_alone()
    {
        var client = Open(Phone);
        client.Events[0].ShouldContain("\"phase\":\"upcoming\"");
        Pass(TimeSpan.FromMinutes(1) - Step);
        client.Events.Count.ShouldBe(1);

        Pass(Step);

        client.Events[1].ShouldContain("\"phase\":\"open\"");
    }

    [Fact]
    public void Many_streams_share_the_events_that_a_node_may_send_in_turn_and_all_get_the_newest_status()
    {
        const int Streams = 5 * PerSecond;
        const int Seconds = 15;
        var clients = Enumerable.Range(0, Streams).Select(_ => Open(Phone)).ToArray();
        Pass(TimeSpan.FromSeconds(1));

        for (var revision = 2; revision <= 1 + (Seconds * 100); revision++)
        {
            Show(Phone, revision);
            Pass(Step);
        }

        // What may go out at once after a quiet time comes on top.
        clients.Sum(client => client.Events.Count - 1).ShouldBeInRange(Seconds * PerSecond, (Seconds * PerSecond) + (PerSecond / 10));
        clients.ShouldAllBe(client => client.Events.Count - 1 >= 3 && client.Events.Count - 1 <= 4);
        Pass(TimeSpan.FromSeconds(Streams / PerSecond));
        clients.ShouldAllBe(client => client.NewestVersion == VersionOf(1 + (Seconds * 100)));
    }

    [Fact]
    public async Task A_client_that_does_not_read_keeps_nobody_waiting_and_is_told_the_newest_when_it_does()
    {
        var slow = Enumerable.Range(0, 3 * PerSecond).Select(_ => Open(Phone, isReading: false)).ToArray();
        var quick = Open(Phone);
        for (var revision = 2; revision <= 50; revision++)
        {
            Show(Phone, revision);
            Pass(Pause);
            quick.NewestVersion.ShouldBe(VersionOf(revision));
        }

        foreach (var client in slow) await client.StartReadingAsync();
        Pass(TimeSpan.FromSeconds(3));
        slow.ShouldAllBe(client => client.Events.Count == 1 && client.NewestVersion == VersionOf(50));
    }

    [Fact]
    public void A_quiet_stream_shows_every_ten_seconds_that_it_lives()
    {
        var client = Open(Phone);

        Pass(TimeSpan.FromSeconds(10) - Step);
        client.Heartbeats.ShouldBe(0);
        Pass(Step);
        client.Heartbeats.ShouldBe(1);
        Pass(TimeSpan.FromSeconds(10));
        client.Heartbeats.ShouldBe(2);
        client.Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_leaves_is_told_nothing_more_and_the_others_are()
    {
        var clients = Enumerable.Range(0, 10).Select(_ => Open(Phone)).ToArray();
        foreach (var client in clients.Where((_, place) => place % 3 == 0)) await client.DisposeAsync();
        var stayed = clients.Where((_, place) => place % 3 != 0).ToArray();

        Show(Phone, revision: 2);
        Pass(Pause);

        stayed.ShouldAllBe(client => client.NewestVersion == VersionOf(2));
        clients.Except(stayed).ShouldAllBe(client => client.Events.Count == 1 && client.HasEnded);
    }

    [Fact]
    public async Task After_everybody_has_left_somebody_new_is_told_again()
    {
        await Open(Phone).DisposeAsync();
        _broadcaster.Step().ShouldBeFalse("nobody listens");
        var client = Open(Phone);

        Show(Phone, revision: 2);
        Pass(Pause);

        client.NewestVersion.ShouldBe(VersionOf(2));
    }

    [Fact]
    public async Task A_connection_that_breaks_ends_its_own_stream_only()
    {
        var (broken, whole) = (Open(Phone), Open(Phone));
        broken.Break();

        Show(Phone, revision: 2);
        Pass(Pause);

        await broken.EndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        broken.HasEnded.ShouldBeTrue();
        whole.NewestVersion.ShouldBe(VersionOf(2));
    }

    private static long VersionOf(long revision) => ItemStatus.VersionMin * revision;

    private StreamClient Open(ItemId item, long versionSeen = -1, bool isReading = true)
    {
        var client = new StreamClient(_broadcaster, item, versionSeen, isReading);
        _clients.Add(client);
        return client;
    }

    private void Show(ItemId item, long revision) => _board.Observe(new ItemStatus(
        item, revision,
        new ItemTerms("Title", null, Money.Create(1, "CNY"), Start, Start.AddHours(1), 1, TimeSpan.FromMinutes(5), false),
        new Stock(1_000_000, 1_000_000 - revision, revision, 0), IsPaused: false, IsClosed: false, TermsRevision: 1, LastSequence: null));

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            _time.Advance(Step);
            _broadcaster.Step();
        }
    }

    private sealed class TimeWithoutTimers(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
