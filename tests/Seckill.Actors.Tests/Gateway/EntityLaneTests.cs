using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Seckill.Actors.Gateway;
using Seckill.Actors.Hosting;
using Seckill.Actors.Ledger;
using Seckill.Actors.Tests.Testing;
using Shouldly;
using Xunit;

namespace Seckill.Actors.Tests.Gateway;

public sealed class EntityLaneTests
{
    private const string Overloaded = "overloaded";
    private const string Unknown = "unknown";

    private readonly SeckillLimits _limits = new() { RequestTimeoutMs = 5_000, GatewayBatchMax = 50 };
    private readonly FakeTimeProvider _time = new();
    private readonly Entity _entity = new();

    [Fact]
    public async Task What_comes_while_a_batch_is_under_way_travels_together()
    {
        var lane = Lane();
        var first = lane.SendAsync("0", default);
        await _entity.AwaitBatchAsync();
        var others = Enumerable.Range(1, 20).Select(i => lane.SendAsync($"{i}", default)).ToArray();

        _entity.First.SetResult(null);
        (await first).ShouldBe(Unknown, "nobody answered");
        var answers = await Task.WhenAll(others);

        _entity.Batches.Select(batch => batch.Length).ShouldBe([1, 20]);
        answers.ShouldBe(Enumerable.Range(1, 20).Select(i => $"answer to {i}"));
        lane.Node.ShouldBe(Entity.Node);
    }

    [Fact]
    public async Task A_full_queue_refuses_and_a_wait_has_an_end()
    {
        _limits.GatewayQueueMax = 2;
        var lane = Lane();
        var sent = lane.SendAsync("sent", default);
        await _entity.AwaitBatchAsync();
        var queued = lane.SendAsync("queued", default);
        lane.Tell("queued too");

        (await lane.SendAsync("too many", default)).ShouldBe(Overloaded);
        _time.Advance(TimeSpan.FromSeconds(6));

        (await sent).ShouldBe(Unknown, "it was sent");
        (await queued).ShouldBe(Overloaded, "it never was");
        _entity.First.SetResult(null);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(_entity.Batches.Count == 2));
        _entity.Batches[1].ShouldBe(["queued too"], "whoever was told that nothing happened must be right");
    }

    [Fact]
    public async Task A_caller_who_leaves_before_the_request_is_sent_sends_nothing()
    {
        var lane = Lane();
        var sent = lane.SendAsync("sent", default);
        await _entity.AwaitBatchAsync();
        using var leaving = new CancellationTokenSource();
        var left = lane.SendAsync("left", leaving.Token);
        var stayed = lane.SendAsync("stayed", default);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(left);
        _entity.First.SetResult(null);

        (await stayed).ShouldBe("answer to stayed");
        (await sent).ShouldBe(Unknown);
        _entity.Batches[1].ShouldBe(["stayed"]);
    }

    [Fact]
    public async Task An_entity_that_restarts_has_decided_nothing()
    {
        _entity.First.SetResult(WriterUnavailable.Instance);

        (await Lane().SendAsync("0", default)).ShouldBe(Overloaded);
    }

    [Fact]
    public async Task What_cannot_be_sent_has_an_unknown_outcome()
    {
        _entity.First.SetException(new InvalidOperationException("The system has been shut down."));

        (await Lane().SendAsync("0", default)).ShouldBe(Unknown);
    }

    private EntityLane<string, string[], string> Lane() => new(_entity, _limits, Switches.QueueOf(_limits), _time);

    /// <summary>An entity that answers the first batch when the test says so, and all others at once.</summary>
    private sealed class Entity : ILaneProtocol<string, string[], string>
    {
        public const int Node = 7;

        public TaskCompletionSource<object?> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<ImmutableArray<string>> Batches { get; } = [];

        public string Overloaded => EntityLaneTests.Overloaded;

        public string Unknown => EntityLaneTests.Unknown;

        public async Task<object?> AskAsync(ImmutableArray<string> commands)
        {
            Batches.Add(commands);
            return Batches.Count == 1 ? await First.Task : commands.Select(command => $"answer to {command}").ToArray();
        }

        public int NodeOf(string[] reply) => Node;

        public int CountOf(string[] reply) => reply.Length;

        public string AnswerAt(string[] reply, int place) => reply[place];

        public Task AwaitBatchAsync() => Eventually.BecomesTrueAsync(() => Task.FromResult(Batches.Count > 0));
    }
}
