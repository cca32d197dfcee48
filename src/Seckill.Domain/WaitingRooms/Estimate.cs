namespace Seckill.Domain.WaitingRooms;

/// <summary>
/// How long somebody waits, from the admission of the last half minute. There is no estimate before something was measured, none that
/// would be longer than the one of a moment ago (a wait that grows while one waits is worse than none), and none beyond the end of the sale.
/// </summary>
internal static class Estimate
{
    /// <summary>How far back admission is measured.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>Less is no measurement.</summary>
    public static readonly TimeSpan MeasuredMin = TimeSpan.FromSeconds(10);

    /// <summary>How old the estimate is with which one is compared.</summary>
    public static readonly TimeSpan Earlier = TimeSpan.FromSeconds(5);

    /// <summary>Whole seconds, or null.</summary>
    public static int? Of(RoomFace room, int number, DateTimeOffset endsAt, DateTimeOffset now)
    {
        if (At(room, number, now) is not { } seconds || At(room, number, now - Earlier) is not { } before || seconds > before) return null;
        return seconds <= (endsAt - now).TotalSeconds ? (int)Math.Ceiling(seconds) : null;
    }

    /// <summary>The estimate at an instant, by what was known then; null when too little was.</summary>
    private static double? At(RoomFace room, int number, DateTimeOffset instant)
    {
        // The first step admits a crowd at once, and says nothing about the pace.
        if (room.FirstStepAt is not { } first) return null;
        var from = instant - Window > first ? instant - Window : first;
        var (measured, cursor) = (instant - from, CursorAt(room, instant));
        var admitted = cursor - CursorAt(room, from);
        return measured < MeasuredMin || admitted <= 0 ? null : (number - cursor) * measured.TotalSeconds / admitted;
    }

    private static int CursorAt(RoomFace room, DateTimeOffset instant)
    {
        for (var i = room.Steps.Length - 1; i >= 0; i--)
        {
            if (room.Steps[i].At <= instant) return room.Steps[i].UpTo;
        }

        return room.ForgottenUpTo;
    }
}
