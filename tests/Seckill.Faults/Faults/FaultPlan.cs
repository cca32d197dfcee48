namespace Seckill.Faults.Faults;

/// <summary>Which fault comes next: all kinds in a seeded order, then all again in another.</summary>
internal sealed class FaultPlan(int seed)
{
    private static readonly TimeSpan PartitionLasts = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SkewLasts = TimeSpan.FromSeconds(15);

    private readonly Random _random = new(seed);
    private readonly Queue<Fault> _next = new();

    public Fault Next()
    {
        if (_next.Count == 0)
        {
            foreach (var fault in AllOf(_random).OrderBy(_ => _random.Next())) _next.Enqueue(fault);
        }

        return _next.Dequeue();
    }

    /// <summary>One of each kind.</summary>
    public static IReadOnlyList<Fault> AllOf(Random random) =>
    [
        new KillOwner(AwayFor(random)),
        new KillCoordinator(AwayFor(random)),
        new KillAll(),
        new FreezeOwner(),
        new RollingReplacement(),
        new StopDatabase(),
        new KillDatabase(),
        new IsolateNode(PartitionLasts),
        new IsolateFromDatabase(PartitionLasts),
        new SkewClock(60, SkewLasts),
        new SkewClock(-60, SkewLasts),
    ];

    /// <summary>A supervisor is quick or slow.</summary>
    private static TimeSpan AwayFor(Random random) => TimeSpan.FromSeconds(random.Next(2) == 0 ? 0.5 : 10);
}
