using Seckill.Domain.Campaigns;
using static Seckill.Domain.Campaigns.CampaignProtocol;

namespace Seckill.Actors.Campaigns;

/// <content>How a bucket starts and ends: recovery, idleness, stopping, snapshots, failed writes.</content>
public sealed partial class CampaignActor
{
    /// <inheritdoc/>
    protected override long Kept => State.Buyers.Count;

    /// <inheritdoc/>
    protected override bool IsOwn(CampaignState snapshot) => snapshot.Bucket == State.Bucket;

    /// <inheritdoc/>
    protected override long ChangesOf(SlotsCommitted entry) => entry.Events.Length;

    /// <inheritdoc/>
    protected override void OnIdle()
    {
        if (IsAtRest) Passivate(StopCampaign.Instance);
    }

    /// <summary>Reports that still wait are written first.</summary>
    private void OnStop()
    {
        DecideIfIdle();
        Stop();
    }
}
