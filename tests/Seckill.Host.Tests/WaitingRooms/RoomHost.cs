using Seckill.Host.Tests.Testing;
using Seckill.Testing;
using Xunit;

namespace Seckill.Host.Tests.WaitingRooms;

/// <summary>A host whose waiting rooms are quick: short steps, tickets and graces, and few people.</summary>
public sealed class RoomHost() : TestHost("Development", DevelopmentHost.Secret, new Dictionary<string, string>
{
    ["WaitingRoomStepMs"] = "50",
    ["WaitingRoomTicketSeconds"] = "8",
    ["WaitingRoomClaimSeconds"] = "2",
    ["WaitingRoomGraceSeconds"] = "2",
    ["WaitingRoomPeopleMax"] = "60",
    ["BoardRepeatMs"] = "1000",
})
{
    private readonly WebhookSigner _provider = new(DevelopmentHost.Secret);

    /// <summary>An item with a waiting room; by default its sale starts soon.</summary>
    public Task<string> ListRoomAsync(long stock, TimeSpan? startsIn = null, bool? challengeRequired = null) => ListAsync(new Listing
    {
        Stock = stock, Queue = "open", ChallengeRequired = challengeRequired, StartsAt = DateTimeOffset.UtcNow + (startsIn ?? TimeSpan.FromSeconds(-1)),
    });

    /// <summary>The place once it is as wanted.</summary>
    public static Task<Received> AwaitPlaceAsync(Party buyer, string item, Func<Received, bool> isSo) =>
        Eventually.GetAsync(() => buyer.RoomPlaceAsync(item), place => place.Status == 200 && isSo(place), TimeSpan.FromSeconds(40));

    /// <summary>The place once the buyer is admitted.</summary>
    public static Task<Received> AwaitAdmittedAsync(Party buyer, string item) =>
        AwaitPlaceAsync(buyer, item, place => (string)place["state"]! == "admitted");

    /// <summary>Pays an order, and waits until it is paid.</summary>
    public async Task PayAsync(Party buyer, string order)
    {
        var payment = await DevelopmentHost.OpenPaymentAsync(buyer, order);
        using var report = _provider.Succeeded(order, payment, 9900);
        await Wire.SendAsync(report);
        await Eventually.OrderAsync(buyer, order, "paid");
    }
}

[CollectionDefinition(Name)]
public sealed class OnRoomHost : ICollectionFixture<RoomHost>
{
    public const string Name = "on the host with quick waiting rooms";
}
