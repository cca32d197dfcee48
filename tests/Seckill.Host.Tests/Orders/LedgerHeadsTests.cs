using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Seckill.Actors.Ledger;
using Seckill.Domain.Shared;
using Seckill.Host.Orders;
using Seckill.Storage;
using Shouldly;
using Xunit;

namespace Seckill.Host.Tests.Orders;

public sealed class LedgerHeadsTests
{
    private static readonly ItemId Phone = ItemId.Parse("phone");
    private static readonly ItemId Watch = ItemId.Parse("watch");

    private readonly SlowLedger _ledger = new();
    private readonly LedgerHeads _heads;

    public LedgerHeadsTests() =>
        _heads = new LedgerHeads(_ledger, new StoragePatience(Options.Create(new StorageLimits()), TimeProvider.System));

    [Fact]
    public async Task Those_who_ask_during_a_read_share_the_next_one_and_not_the_one_that_has_begun()
    {
        var first = ReadAsync(Phone);
        await _ledger.BegunAsync();

        var crowd = Enumerable.Range(0, 1_000).Select(_ => ReadAsync(Phone)).ToArray();
        _ledger.Answer(7);
        (await first).ShouldBe(7);
        crowd.ShouldAllBe(read => !read.IsCompleted);

        await _ledger.BegunAsync();
        _ledger.Answer(8);
        (await Task.WhenAll(crowd)).ShouldAllBe(head => head == 8);
        _ledger.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_read_that_fails_fails_only_those_who_share_it()
    {
        var first = ReadAsync(Phone);
        await _ledger.BegunAsync();
        var second = ReadAsync(Phone);

        _ledger.Fail();
        await Should.ThrowAsync<StorageUnavailableException>(first);

        await _ledger.BegunAsync();
        _ledger.Answer(9);
        (await second).ShouldBe(9);
    }

    [Fact]
    public async Task Items_do_not_wait_for_each_other()
    {
        _ = ReadAsync(Phone);
        await _ledger.BegunAsync();

        _ = ReadAsync(Watch);

        await _ledger.BegunAsync();
        _ledger.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_leaves_takes_the_read_from_nobody()
    {
        using var leaving = new CancellationTokenSource();
        var impatient = _heads.ReadAsync(Phone, leaving.Token);
        await _ledger.BegunAsync();
        var next = ReadAsync(Phone);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(impatient);

        _ledger.Answer(1);
        await _ledger.BegunAsync();
        _ledger.Answer(2);
        (await next).ShouldBe(2);
    }

    private Task<long> ReadAsync(ItemId item) => _heads.ReadAsync(item, CancellationToken.None);

    /// <summary>A ledger whose reads end when the test says so.</summary>
    private sealed class SlowLedger : ILedger
    {
        private readonly Channel<ItemId> _begun = Channel.CreateUnbounded<ItemId>();
        private TaskCompletionSource<long> _answer = new();
        private int _reads;

        public int Reads => _reads;

        /// <summary>Waits until one more read has begun.</summary>
        public async Task BegunAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _begun.Reader.ReadAsync(limit.Token);
        }

        public void Answer(long head) => Next().SetResult(head);

        public void Fail() => Next().SetException(new StorageUnavailableException("gone", new IOException()));

        public Task<long> ReadHeadAsync(ItemId item, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _reads);
            var answer = Volatile.Read(ref _answer).Task;
            _begun.Writer.TryWrite(item);
            return answer;
        }

        public IAsyncEnumerable<LedgerEntry> ReadAsync(ItemId item, long afterRevision, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<IReadOnlyDictionary<ItemId, long>> ReadHeadsAsync(CancellationToken cancellation) => throw new NotSupportedException();

        private TaskCompletionSource<long> Next() => Interlocked.Exchange(ref _answer, new TaskCompletionSource<long>());
    }
}
