using Seckill.Benchmarks.Scenarios;

namespace Seckill.Benchmarks.Contenders;

/// <summary>The contenders of one scenario: started together, warmed up alike, ended together.</summary>
internal sealed class Lineup : IAsyncDisposable
{
    private const int WarmUpConnections = 256;

    /// <summary>
    /// Loads of the usual length before anything else. With the discarded round of each scenario, which warms up what only its own
    /// kind of load uses, they make 16 seconds by default: so long does the runtime replace code by faster code.
    /// </summary>
    private const int WarmUpLoads = 3;

    /// <summary>
    /// Orders after which a contender starts anew on an empty store: few need to within five rounds. What a million earlier orders cost
    /// is a scenario of its own.
    /// </summary>
    private const long OrdersMax = 1_500_000;

    private readonly List<Entrant> _entrants = [];
    private readonly Bench _bench;

    private Lineup(Bench bench) => _bench = bench;

    /// <summary>Everybody, in the order in which the rounds go.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Ours.OnPostgres, Ours.OnSqlite, Rival.Empty, $"{Rival.Empty}{Rival.OurSockets}", "redis-everysec", $"redis-everysec{Rival.OurSockets}",
        "redis-always", $"redis-always{Rival.OurSockets}", "pg-hot-row", "pg-skip-locked",
    ];

    /// <summary>The started contenders.</summary>
    public IEnumerable<IContender> Contenders => _entrants.Select(entrant => entrant.Contender);

    /// <summary>Starts the named contenders and gives each the same warm-up.</summary>
    public static async Task<Lineup> StartAsync(Bench bench, params IEnumerable<string> names)
    {
        var lineup = new Lineup(bench);
        try
        {
            foreach (var name in names)
            {
                var entrant = new Entrant(lineup.Make(name));
                lineup._entrants.Add(entrant);
                await lineup.StartAsync(entrant, WarmUpLoads);
            }

            return lineup;
        }
        catch
        {
            await lineup.DisposeAsync();
            throw;
        }
    }

    /// <summary>The contender of that name.</summary>
    public IContender this[string name] => Contenders.First(contender => contender.Name == name);

    /// <summary>The product, on PostgreSQL or SQLite.</summary>
    public Ours Product(string name = Ours.OnPostgres) => (Ours)this[name];

    /// <summary>Notes what a contender has sold.</summary>
    public void Sold(IContender contender, long orders) => _entrants.First(entrant => entrant.Contender == contender).Orders += orders;

    /// <summary>Starts those anew that have sold enough; between rounds only.</summary>
    public async Task RenewAsync()
    {
        foreach (var entrant in _entrants.Where(entrant => entrant.Orders > OrdersMax))
        {
            await entrant.Contender.DisposeAsync();
            entrant.Contender = Make(entrant.Contender.Name);
            // One more in place of the discarded round, which is over.
            await StartAsync(entrant, WarmUpLoads + 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var contender in Contenders) await contender.DisposeAsync();
    }

    private async Task StartAsync(Entrant entrant, int warmUpLoads)
    {
        await entrant.Contender.StartAsync();
        for (var load = 0; load < warmUpLoads; load++) await Trial.WinsAsync(_bench, this, entrant.Contender, WarmUpConnections);
        _bench.Results.Say($"  {entrant.Contender.Name} is warm");
        entrant.Orders = 0;
    }

    private IContender Make(string name) => name switch
    {
        Ours.OnPostgres => new Ours(isPostgres: true),
        Ours.OnSqlite => new Ours(isPostgres: false),
        Ours.TracedOnPostgres => new Ours(isPostgres: true) { Traces = _bench.Traces.Address },
        Ours.BeforeOnPostgres => new Ours(isPostgres: true, _bench.Options.Before),
        Ours.BeforeOnSqlite => new Ours(isPostgres: false, _bench.Options.Before),
        _ when name.EndsWith(Rival.OurSockets, StringComparison.Ordinal) => MakeRival(name, name[..^Rival.OurSockets.Length], hasOurSockets: true),
        _ => MakeRival(name, name, hasOurSockets: false),
    };

    private static Rival MakeRival(string name, string rival, bool hasOurSockets) => rival switch
    {
        Rival.Empty => new Rival(name, "empty", RivalStore.None, hasOurSockets),
        "redis-everysec" => new Rival(name, "redis", RivalStore.RedisEverySecond, hasOurSockets),
        "redis-always" => new Rival(name, "redis", RivalStore.RedisAlways, hasOurSockets),
        "pg-hot-row" or "pg-skip-locked" => new Rival(name, rival, RivalStore.Postgres, hasOurSockets),
        _ => throw new ArgumentException($"No contender is called '{name}'."),
    };

    private sealed class Entrant(IContender contender)
    {
        public IContender Contender { get; set; } = contender;

        public long Orders { get; set; }
    }
}
