using System.Diagnostics;
using Seckill.Actors.Gateway;
using Seckill.Actors.Items;
using Seckill.Actors.Telemetry;
using Seckill.Domain.Shared;
using Shouldly;
using Xunit;
using static Seckill.Domain.Items.ItemProtocol;
using Waiting = Seckill.Actors.Ledger.Waiting<Seckill.Domain.Items.ItemProtocol.ICommand>;

namespace Seckill.Actors.Tests.Telemetry;

/// <summary>What traces cost where nobody traces. Nobody listens in this process.</summary>
public sealed class EngineTracesTests
{
    private static readonly ItemId Item = ItemId.Parse("phone");

    [Fact]
    public void While_nobody_records_a_batch_and_a_write_allocate_nothing_for_traces()
    {
        LaneRequest[] batch = [new LaneRequest(new PauseSale(), deadline: 1), new LaneRequest(new PauseSale(), deadline: 1)];
        Waiting[] callers = [new Waiting([], Caller: null), new Waiting([], Caller: null)];
        Trace(batch, callers).ShouldBeTrue("nothing is traced");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1_000; n++) Trace(batch, callers);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_context_of_another_node_that_cannot_be_read_is_none()
    {
        EngineTraces.TryRead(null, out _).ShouldBeFalse();
        EngineTraces.TryRead("", out _).ShouldBeFalse();
        EngineTraces.TryRead("00-nonsense", out _).ShouldBeFalse();
        EngineTraces.TryRead("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", out var context).ShouldBeTrue();
        (context.TraceFlags, context.IsRemote).ShouldBe((ActivityTraceFlags.Recorded, true));
    }

    private static bool Trace(LaneRequest[] batch, Waiting[] callers) =>
        EngineTraces.Request is null && BatchTrace.Start(Item, batch) is null && WriteTrace.Start(Item, callers) is null;
}
