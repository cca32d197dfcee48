using System.Diagnostics;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;
using Waiting = Seckill.Actors.Ledger.Waiting<Seckill.Domain.Items.ItemProtocol.ICommand>;

namespace Seckill.Actors.Items;

/// <summary>The activity of one journal write, from handing the batch to the journal until it was committed.</summary>
internal static class WriteTrace
{
    /// <summary>Starts it; null when none of the messages that it answers is traced.</summary>
    public static Activity? Start(ItemId item, Waiting[] callers)
    {
        if (!EngineTraces.Source.HasListeners()) return null;
        List<ActivityContext> causes = [];
        foreach (var caller in callers)
        {
            if (EngineTraces.TryRead(caller.TraceParent, out var cause)) causes.Add(cause);
        }

        return EngineTraces.Start("seckill.journal.write", causes)?
            .SetTag("seckill.item.id", item.Value).SetTag("seckill.batch.commands", callers.Sum(caller => caller.Commands.Length));
    }

    /// <summary>Ends it with the entry's number.</summary>
    public static void Commit(this Activity trace, long revision) => trace.SetTag("seckill.item.revision", revision).Stop();
}
