using Google.Protobuf.Collections;

namespace Seckill.Actors.Serialization;

/// <summary>Stores numbers that are close together as differences, each to the previous one.</summary>
internal static class DeltaCoding
{
    public static void Add(RepeatedField<long> steps, ReadOnlySpan<long> values)
    {
        steps.Capacity = values.Length;
        var previous = 0L;
        foreach (var value in values)
        {
            // Wraps around on purpose, in both directions: every pair of numbers has a step.
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
