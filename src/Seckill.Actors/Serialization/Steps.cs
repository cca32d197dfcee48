using Google.Protobuf.Collections;

namespace Seckill.Actors.Serialization;

/// <summary>Numbers that lie close together, as the difference of each to the one before.</summary>
internal static class Steps
{
    public static void Add(RepeatedField<long> steps, ReadOnlySpan<long> values)
    {
        steps.Capacity = values.Length;
        var previous = 0L;
        foreach (var value in values)
        {
            // Wraps around on purpose, here and back: every pair of numbers has a step.
            steps.Add(unchecked(value - previous));
            previous = value;
        }
    }

    public static long[] Sum(RepeatedField<long> steps)
    {
        var values = new long[steps.Count];
        var previous = 0L;
        for (var i = 0; i < values.Length; i++) values[i] = previous = unchecked(previous + steps[i]);
        return values;
    }
}
