namespace Seckill.Faults.Faults;

/// <summary>Which fault comes next: all kinds in a seeded order, then all again in another.</summary>
/// <param name="seed">Of the order.</param>
/// <param name="isOneProcess">Whether there is only one process with files of its own: nobody to be cut off from, and no database to be away.</param>
internal sealed class FaultPlan(int seed, bool isOneProcess = false)
{
    private static readonly TimeSpan PartitionLasts = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SkewLasts = TimeSpan.FromSeconds(15);

    private readonly Random _random = new(seed);
    private readonly Queue<Fault> _next = new();

    public Fault Next()
    {
        if (_next.Count == 0)
        {
            foreach (var fault in AllOf(_random).Where(IsPossible).OrderBy(_ => _random.Next())) _next.Enqueue(fault);
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

    private bool IsPossible(Fault fault) =>
        !isOneProcess || fault is not (KillCoordinator or StopDatabase or KillDatabase or IsolateNode or IsolateFromDatabase);

    /// <summary>A supervisor is quick or slow.</summary>
    private static TimeSpan AwayFor(Random random) => TimeSpan.FromSeconds(random.Next(2) == 0 ? 0.5 : 10);
}
