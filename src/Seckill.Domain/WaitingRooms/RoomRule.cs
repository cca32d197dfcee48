namespace Seckill.Domain.WaitingRooms;

/// <summary>How a waiting room admits people, as configured.</summary>
/// <param name="PeopleMax">People in one room; more are refused.</param>
/// <param name="Factor">Tickets that may be out at once, per unit that can be sold; more than 1, because not everybody buys.</param>
/// <param name="PerSecondMax">People admitted per second at most; 0 for as fast as the item sells.</param>
/// <param name="TicketLifetime">How long an admitted person may buy.</param>
/// <param name="ClaimWithin">An admitted person who has not been heard of for so long no longer keeps others waiting.</param>
/// <param name="Grace">Who comes back within this time after leaving keeps the place.</param>
public sealed record RoomRule(
    int PeopleMax, double Factor, int PerSecondMax, TimeSpan TicketLifetime, TimeSpan ClaimWithin, TimeSpan Grace);
