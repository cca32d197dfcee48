using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Board;
using Seckill.Actors.Hosting;
using Seckill.Domain.Items;
using Seckill.Domain.Shared;
using Seckill.Host.Access;
using Seckill.Host.Items.Streams;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Items.Streams;

/// <summary>In virtual time. The broadcaster works on threads of its own, so time goes on step by step until something has come to pass.</summary>
public sealed class BroadcasterTests : IAsyncDisposable
{
    private const int PerSecond = 200;

    private static readonly DateTimeOffset Start = new(2026, 11, 11, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly ItemId Phone = ItemId.Parse("phone");
    private static readonly ItemId Tablet = ItemId.Parse("tablet");

    private readonly FakeTimeProvider _time = new(Start.AddMinutes(-1));
    private readonly HttpLimits _limits = new() { EventsPerSecondMax = PerSecond };
    private readonly Board _board;
    private readonly Broadcaster _broadcaster;
    private readonly List<StreamClient> _clients = [];

    public BroadcasterTests()
    {
        _board = new Board(_time, Options.Create(new SeckillLimits()));
        _broadcaster = new Broadcaster(_board, Options.Create(_limits), _time);
        Show(Phone, revision: 1);
        Show(Tablet, revision: 1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
    }

    [Fact]
    public void A_stream_begins_with_the_face_on_the_board()
    {
        var client = Open(Phone);

        client.Events.ShouldHaveSingleItem().ShouldContain("\"itemId\":\"phone\"");
    }

    [Fact]
    public async Task Whoever_has_the_face_is_told_the_next_one_only()
    {
        var client = Open(Phone, versionSeen: VersionOf(1));
        client.Events.ShouldBeEmpty();

        Show(Phone, revision: 2);

        await UntilAsync(() => client.Events.Count == 1);
        client.NewestVersion.ShouldBe(VersionOf(2));
    }

    [Fact]
    public async Task Only_the_streams_of_an_item_are_told_of_it()
    {
        var (phone, tablet) = (Open(Phone), Open(Tablet));

        Show(Tablet, revision: 2);

        await UntilAsync(() => tablet.NewestVersion == VersionOf(2));
        phone.Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Between_two_events_there_is_a_pause_and_then_the_newest_face()
    {
        var client = Open(Phone);
        var began = _time.GetTimestamp();
        for (var revision = 2; revision <= 500; revision++)
        {
            Show(Phone, revision);
            await PassAsync();
        }

        await UntilAsync(() => client.NewestVersion == VersionOf(500));
        var pauses = _time.GetElapsedTime(began).TotalMilliseconds / _limits.EventStreamPauseMs;
        client.Events.Count.ShouldBeLessThanOrEqualTo(1 + (int)pauses);
        client.Events.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task The_phase_is_told_when_it_changes_by_time_alone()
    {
        var client = Open(Phone);
        client.Events[0].ShouldContain("\"phase\":\"upcoming\"");
        _time.Advance(TimeSpan.FromMinutes(1) - Step);
        client.Events.Count.ShouldBe(1);

        await UntilAsync(() => client.Events.Count == 2);

        client.Events[1].ShouldContain("\"phase\":\"open\"");
    }

    [Fact]
    public async Task Many_streams_share_the_events_that_a_node_may_send_and_all_get_the_newest_face()
    {
        const int Streams = 5 * PerSecond;
        var clients = Enumerable.Range(0, Streams).Select(_ => Open(Phone)).ToArray();
        await PassAsync();
        var (began, told) = (_time.GetTimestamp(), Told());

        for (var revision = 2L; !clients.All(client => client.Events.Count >= 3); revision++)
        {
            Show(Phone, revision);
            await PassAsync();
            (Told() - told).ShouldBeLessThanOrEqualTo(Allowed());
        }

        var newest = _board.Find(Phone)!.VersionAt(_time.GetUtcNow());
        await UntilAsync(() => clients.All(client => client.NewestVersion == newest));
        (Told() - told).ShouldBeLessThanOrEqualTo(Allowed());
        // In turn: nobody was told twice as often as somebody else.
        clients.Max(client => client.Events.Count).ShouldBeLessThanOrEqualTo(2 * clients.Min(client => client.Events.Count));

        int Told() => clients.Sum(client => client.Events.Count);
        int Allowed() => (int)(PerSecond * (0.1 + _time.GetElapsedTime(began).TotalSeconds)) + 1;
    }

    [Fact]
    public async Task A_client_that_does_not_read_keeps_nobody_waiting_and_is_told_the_newest_when_it_does()
    {
        var slow = Enumerable.Range(0, 3 * PerSecond).Select(_ => Open(Phone, isReading: false)).ToArray();
        var quick = Open(Phone);

        for (var revision = 2; revision <= 50; revision++)
        {
            Show(Phone, revision);
            await UntilAsync(() => quick.NewestVersion == VersionOf(revision));
        }

        foreach (var client in slow) client.StartReading();
        await UntilAsync(() => slow.All(client => client.NewestVersion == VersionOf(50)));
        slow.ShouldAllBe(client => client.Events.Count <= 2);
    }

    [Fact]
    public async Task A_quiet_stream_shows_every_ten_seconds_that_it_lives()
    {
        var client = Open(Phone);
        var began = _time.GetTimestamp();

        await UntilAsync(() => client.Heartbeats == 2, TimeSpan.FromMilliseconds(200));

        _time.GetElapsedTime(began).ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(21));
        client.Events.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_leaves_is_told_nothing_more_and_the_others_are()
    {
        var clients = Enumerable.Range(0, 10).Select(_ => Open(Phone)).ToArray();
        foreach (var client in clients.Where((_, place) => place % 3 == 0)) await client.DisposeAsync();
        var stayed = clients.Where((_, place) => place % 3 != 0).ToArray();

        Show(Phone, revision: 2);

        await UntilAsync(() => stayed.All(client => client.NewestVersion == VersionOf(2)));
        clients.Except(stayed).ShouldAllBe(client => client.Events.Count == 1 && client.HasEnded);
    }

    [Fact]
    public async Task After_everybody_has_left_somebody_new_is_told_again()
    {
        await Open(Phone).DisposeAsync();
        for (var step = 0; step < 5; step++) await PassAsync();
        var client = Open(Phone);

        Show(Phone, revision: 2);

        await UntilAsync(() => client.NewestVersion == VersionOf(2));
    }

    [Fact]
    public async Task A_connection_that_breaks_ends_its_own_stream_only()
    {
        var (broken, whole) = (Open(Phone), Open(Phone));
        broken.Break();

        Show(Phone, revision: 2);

        await UntilAsync(() => whole.NewestVersion == VersionOf(2) && broken.HasEnded);
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

    private async Task PassAsync(TimeSpan? step = null)
    {
        _time.Advance(step ?? Step);
        await Task.Delay(1);
    }

    private async Task UntilAsync(Func<bool> isSo, TimeSpan? step = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            limit.IsCancellationRequested.ShouldBeFalse("it did not come to pass");
            await PassAsync(step);
        }
    }
}
