using Seckill.Benchmarks.Contenders;
using Seckill.Benchmarks.Report;

namespace Seckill.Benchmarks.Scenarios;

/// <summary>How many commands the item decides at once, over the loads that were watched.</summary>
internal sealed class BatchSizes
{
    private const string Metric = "seckill_item_batch_commands";

    private readonly Dictionary<string, double> _upTo = [];
    private IReadOnlyDictionary<string, double> _before = new Dictionary<string, double>();

    public async Task BeginAsync(Ours contender) => _before = (await contender.MetricsAsync()).BucketsOf(Metric);

    public async Task EndAsync(Ours contender)
    {
        foreach (var (bound, count) in (await contender.MetricsAsync()).BucketsOf(Metric))
            _upTo[bound] = _upTo.GetValueOrDefault(bound) + count - _before.GetValueOrDefault(bound);
    }

    public void Report(Results results)
    {
        var all = _upTo.GetValueOrDefault("+Inf");
        if (all == 0) return;
        var table = results.Table("Commands in one batch, ours on PostgreSQL at 256 connections", "up to", "batches", "share");
        var before = 0.0;
        foreach (var (bound, count) in _upTo)
        {
            if (count > before) table.Rows.Add([bound == "+Inf" ? "more" : bound, Text.Of(count - before), Text.Percent((count - before) / all)]);
            before = count;
        }
    }
}
