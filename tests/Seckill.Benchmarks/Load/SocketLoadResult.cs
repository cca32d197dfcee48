using HdrHistogram;

namespace Seckill.Benchmarks.Load;

/// <summary>What a load of <see cref="SocketLoad"/> got.</summary>
internal sealed class SocketLoadResult
{
    /// <summary>Longest latency that is told apart, in microseconds; longer ones count as this.</summary>
    private const long LongestMicros = 60_000_000;

    /// <summary>Requests sent.</summary>
    public long Sent { get; set; }

    /// <summary>Requests that fell due and found no free connection before the end.</summary>
    public long Unsent { get; private set; }

    /// <summary>201: won.</summary>
    public long Created { get; private set; }

    /// <summary>200: had won before.</summary>
    public long Repeated { get; private set; }

    /// <summary>409: sold out.</summary>
    public long Refused { get; private set; }

    /// <summary>503: overloaded, or no answer from the item in time.</summary>
    public long Shed { get; private set; }

    /// <summary>Sent, and without an answer when the load was given up.</summary>
    public long Unanswered => Sent - Created - Repeated - Refused - Shed;

    public TimeSpan Elapsed { get; private set; }

    /// <summary>From the start to the last 201.</summary>
    public TimeSpan LastCreated { get; private set; }

    /// <summary>CPU of the generator's thread.</summary>
    public double CpuSeconds { get; private set; }

    /// <summary>Latency of wins that were asked for during the opening, in microseconds.</summary>
    public LongHistogram OpeningWins { get; } = new(LongestMicros, 3);

    /// <summary>Latency of all other wins, in microseconds.</summary>
    public LongHistogram Wins { get; } = new(LongestMicros, 3);

    /// <summary>Latency of refusals of either kind, in microseconds.</summary>
    public LongHistogram Refusals { get; } = new(LongestMicros, 3);

    /// <summary>Counts an answer.</summary>
    /// <exception cref="InvalidOperationException">No sale answers so.</exception>
    public void Add(int status, TimeSpan latency, TimeSpan since, bool isOpening)
    {
        var micros = Math.Clamp((long)latency.TotalMicroseconds, 1, LongestMicros);
        switch (status)
        {
            case 201:
                Created++;
                LastCreated = since;
                (isOpening ? OpeningWins : Wins).RecordValue(micros);
                break;
            case 200:
                Repeated++;
                break;
            case 409:
                Refused++;
                Refusals.RecordValue(micros);
                break;
            case 503:
                Shed++;
                Refusals.RecordValue(micros);
                break;
            default:
                throw new InvalidOperationException($"A purchase was answered with {status}.");
        }
    }

    /// <summary>Closes the account; <paramref name="wanted"/> requests fell due.</summary>
    public void Finish(TimeSpan elapsed, double cpuSeconds, long wanted) =>
        (Elapsed, CpuSeconds, Unsent) = (elapsed, cpuSeconds, Math.Max(wanted - Sent, 0));
}
