using Seckill.Domain.Tests.Models;

namespace Seckill.Domain.Tests.Campaigns;

/// <summary>Whatever gets lost, comes late or happens at the same time, the limit over a campaign is kept, and nobody is refused for ever.</summary>
public sealed class CampaignModelTests
{
    [Fact]
    public void Purchases_of_two_items_interleave_in_every_way_and_the_limit_holds()
    {
        for (var seed = 0; seed < Trials.Of(400, few: 40); seed++)
        {
            var sale = new TwoColours(seed);
            for (var step = 0; step < 250; step++)
            {
                sale.Step();
                sale.ShouldBeWithinTheLimit();
            }

            sale.ShouldSellWhatIsLeft();
            sale.ShouldBeWithinTheLimit();
        }
    }
}
