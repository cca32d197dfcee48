namespace Seckill.Faults.Faults;

/// <summary>PostgreSQL is stopped in good order and started 15 s later.</summary>
internal sealed class StopDatabase : Fault
{
    public override string Name => "PostgreSQL stop, 15 s, start";

    public override TimeSpan Lasts => TimeSpan.FromSeconds(15);

    public override Task<Victims> AimAsync(Site site) => Task.FromResult(new Victims("PostgreSQL", site.AllSteadyItems));

    public override Task InjectAsync(Site site) => site.Cluster.Postgres.StopAsync();

    public override Task HealAsync(Site site) => site.Cluster.Postgres.StartAgainAsync();
}

/// <summary>PostgreSQL and all its processes get SIGKILL; it starts again and recovers from its log.</summary>
internal sealed class KillDatabase : Fault
{
    public override string Name => "PostgreSQL kill -9";

    public override Task<Victims> AimAsync(Site site) => Task.FromResult(new Victims("PostgreSQL", site.AllSteadyItems));

    public override Task InjectAsync(Site site) => site.Cluster.Postgres.KillAsync();

    public override Task HealAsync(Site site) => site.Cluster.Postgres.StartAgainAsync();
}
