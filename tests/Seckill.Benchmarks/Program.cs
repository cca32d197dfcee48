using System.Runtime.InteropServices;
using Seckill.Benchmarks;
using Seckill.Benchmarks.Attacks;
using Seckill.Benchmarks.Micro;
using Seckill.Benchmarks.Report;
using Seckill.Benchmarks.Rivals;
using Seckill.Benchmarks.Scenarios;

// A rival host is this same program, started by a contender.
if (args is ["rival", var rival, ..]) return await RivalHost.RunAsync(rival, args[2..]);
if (args is ["micro", ..]) return MicroBenchmarks.Run(args[1..]);

// Without these, a signal would end the benchmark alone: what it has started is ended by the exit of the process, and since .NET 10 the
// runtime makes no exit of a signal by itself.
Console.CancelKeyPress += (_, _) => Environment.Exit(130);
using var onTerm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));
try
{
    if (args is ["attacks", ..]) return await AttackCommand.RunAsync(args[1..]);
    var options = Options.Parse(args);
    if (Requirements.Missing() is { } missing) throw new ArgumentException(missing);
    var chosen = Catalogue.Choose(options.Names);
    using var bench = new Bench(options);
    foreach (var (name, run) in chosen)
    {
        await Catalogue.RunAsync(bench, name, run);
        // After each, so that a run that is broken off leaves what it has found.
        await ResultFiles.WriteAsync(bench, args);
    }

    foreach (var failure in bench.Results.Failures) Console.Error.WriteLine($"FAILED: {failure}");
    return bench.Results.Failures.Count == 0 ? 0 : 1;
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    Console.Error.WriteLine(Catalogue.Usage);
    return 2;
}
