using System.Collections.Immutable;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Items;

/// <summary>
/// Hands the answers of one batch to their callers. A caller goes on at once, on the same thread: some dozens of callers in a row cost
/// far less than a work item for each, and as several work items they still use all processors.
/// </summary>
internal static class LaneAnswers
{
    /// <summary>Callers that go on one after the other; the last of them waits for the others' answers to be written.</summary>
    private const int CallersInARow = 32;

    /// <summary>Hands out one answer to each.</summary>
    public static void Give(LaneRequest[] batch, ImmutableArray<Reply> replies)
    {
        for (var from = 0; from < batch.Length; from += CallersInARow)
            ThreadPool.UnsafeQueueUserWorkItem(new Row(batch, replies, from), preferLocal: false);
    }

    /// <summary>Hands out the same answer to all.</summary>
    public static void Give(LaneRequest[] batch, Reply reply) => Give(batch, [.. Enumerable.Repeat(reply, batch.Length)]);

    private sealed class Row(LaneRequest[] batch, ImmutableArray<Reply> replies, int from) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            var until = Math.Min(from + CallersInARow, batch.Length);
            for (var i = from; i < until; i++) batch[i].Complete(replies[i]);
        }
    }
}
