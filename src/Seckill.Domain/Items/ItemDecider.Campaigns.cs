using System.Collections.Immutable;
using Seckill.Domain.Campaigns;
using Seckill.Domain.Items.Memory;
using static Seckill.Domain.Items.ItemProtocol;

namespace Seckill.Domain.Items;

public static partial class ItemDecider
{
    private sealed partial class Session
    {
        /// <summary>
        /// An item with a limit over its campaign sells only with a slot, and only until the slot lapses: from then on it may be freed. A slot
        /// of another campaign or limit was taken by a node that does not know the newest terms.
        /// </summary>
        private bool Admits(CampaignSlot? slot) => slot is null
            ? Draft.Terms!.CampaignLimit is null
            : slot.Campaign == Draft.Terms!.Campaign && slot.Limit == Draft.Terms.CampaignLimit && Now < slot.LapsesAt;

        private Reply Count(CountHoldings question)
        {
            var account = Draft.FindBuyer(question.Buyer);
            ImmutableArray<SlotFate> fates = [.. question.Slots.Select(slot => FateOf(slot, account))];
            return WithOrders(new Reply(Outcome.Found) { Holdings = new BuyerHoldings(account.Units, Draft.LastSequence, fates) }, account);
        }

        /// <summary>An order that the item has forgotten has ended, so it is as good as none.</summary>
        private SlotFate FateOf(SlotQuestion slot, BuyerAccount account) =>
            account.OrderCount > 0 && account.FindKey(slot.Key) is not null ? SlotFate.Counted
            : slot.LapsesAt + CampaignLimits.ClockSkewMax <= Now ? SlotFate.Lapsed
            : SlotFate.Open;
    }
}
