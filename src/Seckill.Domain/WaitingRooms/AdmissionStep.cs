namespace Seckill.Domain.WaitingRooms;

/// <summary>A step of the cursor: everybody up to a number was admitted at a time.</summary>
/// <param name="UpTo">The last number that was admitted with it; those after the previous step's were.</param>
/// <param name="At">When.</param>
/// <param name="ExpiresAt">From then on its people's tickets are worth nothing.</param>
/// <param name="Orders">Orders that the item had made by then, as far as the room knew.</param>
public readonly record struct AdmissionStep(int UpTo, DateTimeOffset At, DateTimeOffset ExpiresAt, long Orders);
