using Seckill.Benchmarks;

// Each scenario starts the real host on a scratch store, measures over HTTP, ends with the invariant check, and stops by itself.
var scenarios = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["sale"] = SaleScenario.RunAsync,
    ["throughput"] = ThroughputScenario.RunAsync,
    ["refusals"] = RefusalScenario.RunAsync,
    ["recovery"] = RecoveryScenario.RunAsync,
};

if (args.Length == 0 || !args.All(scenarios.ContainsKey))
{
    Console.Error.WriteLine($"Usage: dotnet run -c Release --project tests/Seckill.Benchmarks -- {string.Join(' ', scenarios.Keys)}   (one or more)");
    return 2;
}

foreach (var name in args)
{
    Console.WriteLine($"## {name}");
    await scenarios[name]();
}

return 0;
