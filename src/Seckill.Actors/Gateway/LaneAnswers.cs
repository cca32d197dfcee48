using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Actors.Gateway;

/// <summary>
/// Hands the answers of one batch to their callers. A caller continues at once on the same thread: a row of some dozen callers costs
/// far less than a work item for each, and several rows, one work item each, still use all processors.
/// </summary>
internal static class LaneAnswers
{
    /// <summary>Callers that continue one after the other; the last of them waits until the others' answers are written.</summary>
    private const int CallersInARow = 32;

    /// <summary>Gives each request its own answer.</summary>
    public static void Give(LaneRequest[] batch, Func<int, Reply> replyTo)
    {
        for (var from = 0; from < batch.Length; from += CallersInARow)
            ThreadPool.UnsafeQueueUserWorkItem(new Row(batch, replyTo, from), preferLocal: false);
    }

    /// <summary>Gives all requests the same answer.</summary>
    public static void Give(LaneRequest[] batch, Reply reply) => Give(batch, _ => reply);

    private sealed class Row(LaneRequest[] batch, Func<int, Reply> replyTo, int from) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            var until = Math.Min(from + CallersInARow, batch.Length);
            for (var i = from; i < until; i++) batch[i].Complete(replyTo(i));
        }
    }
}
