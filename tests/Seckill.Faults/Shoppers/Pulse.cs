using System.Collections.Concurrent;
using System.Diagnostics;

namespace Seckill.Faults.Shoppers;

/// <summary>When each item said yes: what outages are measured by.</summary>
internal sealed class Pulse
{
    private readonly ConcurrentDictionary<string, Beats> _items = new(StringComparer.Ordinal);

    /// <summary>Notes a yes to a request that was sent at <paramref name="asked"/> (a Stopwatch timestamp).</summary>
    public void Beat(string item, long asked) => _items.GetOrAdd(item, _ => new Beats()).Add(asked, Stopwatch.GetTimestamp());

    /// <summary>From an instant until the first yes of an item to a request sent after it; null when there was none yet.</summary>
    public TimeSpan? FirstAfter(string item, long instant) => _items.GetValueOrDefault(item)?.FirstAfter(instant);

    /// <summary>The longest time between two yeses of an item.</summary>
    public TimeSpan LongestPause(string item) => _items.GetValueOrDefault(item)?.LongestPause ?? TimeSpan.Zero;

    private sealed class Beats
    {
        private readonly Lock _gate = new();
        private readonly List<(long Asked, long Answered)> _all = [];
        private long _longest;

        public TimeSpan LongestPause
        {
            get
            {
                lock (_gate) return Stopwatch.GetElapsedTime(0, _longest);
            }
        }

        public void Add(long asked, long answered)
        {
            lock (_gate)
            {
                if (_all.Count > 0) _longest = Math.Max(_longest, answered - _all[^1].Answered);
                _all.Add((asked, answered));
            }
        }

        public TimeSpan? FirstAfter(long instant)
        {
            lock (_gate)
            {
                // Answers come in order of time, so everything before the last one that came before the instant is out.
                var start = _all.Count;
                while (start > 0 && _all[start - 1].Answered > instant) start--;
                for (var i = start; i < _all.Count; i++)
                    if (_all[i].Asked >= instant) return Stopwatch.GetElapsedTime(instant, _all[i].Answered);
                return null;
            }
        }
    }
}
