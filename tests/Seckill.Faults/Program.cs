using Seckill.Faults.Commands;
using Seckill.Faults.Topology;
using Seckill.Testing;

// Real hosts, a real PostgreSQL, real signals. Every command stops by itself or on Ctrl-C, and ends what it started.
var commands = new Dictionary<string, (string[] Options, Func<Options, CancellationToken, Task<int>> Run)>(StringComparer.Ordinal)
{
    ["cluster"] = (["nodes"], LocalCluster.RunAsync),
    ["drill"] = (["kind", "rounds", "seed", "nodes"], Drill.RunAsync),
    ["soak"] = (["minutes", "every", "seed", "nodes", "attempts-min", "sqlite"], Soak.RunAsync),
    ["recovery"] = (["rounds", "seed"], Recovery.RunAsync),
    ["rolling"] = (["seed", "nodes"], Rolling.RunAsync),
    ["items"] = (["count", "seed"], ManyItems.RunAsync),
    ["news"] = (["rounds"], News.RunAsync),
    ["throughput"] = (["rounds", "seconds", "items", "connections", "warm", "cpu", "apart"], Throughput.RunAsync),
};

if (args.Length == 0 || !commands.TryGetValue(args[0], out var command))
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Seckill.Faults -- <command>");
    foreach (var (name, (options, _)) in commands) Console.Error.WriteLine($"  {name} {string.Join(' ', options.Select(option => $"[--{option} N]"))}");
    return 2;
}

if ((PostgresServer.MissingReason ?? SkewedClock.MissingReason) is { } missing)
{
    Console.Error.WriteLine(missing);
    return 2;
}

using var ending = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    // The first Ctrl-C ends in good order, the second at once.
    press.Cancel = !ending.IsCancellationRequested;
    ending.Cancel();
};
using var onTerm = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM,
    signal =>
    {
        signal.Cancel = true;
        ending.Cancel();
    });
try
{
    return await command.Run(new Options(args.AsSpan(1), command.Options), ending.Token);
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}
