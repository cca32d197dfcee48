using Akka.Actor;
using Seckill.Actors.Items;
using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Campaigns;

/// <content>How a bucket starts and ends: recovery, idleness, stopping, snapshots, failed writes.</content>
public sealed partial class CampaignActor
{
    /// <inheritdoc/>
    protected override bool IsWriting => _flight is not null;

    /// <inheritdoc/>
    protected override long Kept => State.Buyers.Count;

    /// <inheritdoc/>
    protected override bool IsOwn(CampaignState snapshot) => snapshot.Bucket == State.Bucket;

    /// <inheritdoc/>
    protected override long ChangesOf(SlotsCommitted entry) => entry.Events.Length;

    /// <inheritdoc/>
    protected override void OnIdle()
    {
        if (_flight is null && _buffer.IsEmpty) Passivate(StopCampaign.Instance);
    }

    /// <summary>Reports that still wait are written first.</summary>
    private void OnStop()
    {
        DecideIfIdle();
        Stop();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (var caller in _flight?.Callers ?? []) AnswerAll(caller.Caller!, caller.Commands.Length, SlotOutcome.Unknown);

        // A bucket that moves is back elsewhere in a moment; one whose write failed may be away as long as its database.
        IWireMessage goodbye = IsStopping ? NotDelivered.Instance : ItemUnavailable.Instance;
        foreach (var waiting in _buffer.All) waiting.Caller!.Tell(goodbye);
        base.PostStop();
    }
}
