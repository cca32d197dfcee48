using System.Globalization;

namespace Seckill.Faults.Topology;

/// <summary>
/// A node's wall clock under our hand (libfaketime): it can jump while the node runs. Timers stay true, as they do when an
/// operator or a bad time server moves a real clock.
/// </summary>
internal sealed class SkewedClock
{
    private readonly string _file;

    public SkewedClock(string directory)
    {
        _file = Path.Combine(directory, "clock");
        Set(0);
    }

    /// <summary>Why no clock can be moved here; null when it can.</summary>
    public static string? MissingReason => Library is null ? "libfaketime is not installed; on Debian: apt-get install libfaketime." : null;

    private static string? Library => Directory.Exists("/usr/lib")
        ? Directory.GetDirectories("/usr/lib").Select(path => Path.Combine(path, "faketime", "libfaketime.so.1")).FirstOrDefault(File.Exists)
        : null;

    /// <summary>What the process needs in its environment.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings => Library is not { } library ? [] :
    [
        new("LD_PRELOAD", library),
        new("FAKETIME_TIMESTAMP_FILE", _file),
        new("FAKETIME_CACHE_DURATION", "1"),
        new("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        // With the library's own fix for waits on the monotonic clock, the runtime's waits end at once and it burns a core.
        new("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
    ];

    /// <summary>So many seconds ahead of (or behind) the truth, seen within a second.</summary>
    public void Set(int seconds) => File.WriteAllText(_file, seconds.ToString("+0;-0;+0", CultureInfo.InvariantCulture) + "\n");
}
