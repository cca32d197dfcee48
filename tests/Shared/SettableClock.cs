using Microsoft.Extensions.Time.Testing;

namespace Seckill.Testing;

/// <summary>
/// Virtual time whose wall clock can be set without any time passing, as an operator or NTP does. The library's own
/// <see cref="FakeTimeProvider.AdjustTime"/> moves the monotonic clock along, which no real machine does.
/// </summary>
public sealed class SettableClock : FakeTimeProvider
{
    private TimeSpan _shift;

    /// <summary>Sets the wall clock forward or back.</summary>
    public void ShiftWall(TimeSpan by)
    {
        _shift += by;
        AdjustTime(GetUtcNow() + by);
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => base.GetTimestamp() - _shift.Ticks;
}
