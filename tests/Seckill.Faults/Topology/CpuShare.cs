using System.Globalization;

namespace Seckill.Faults.Topology;

/// <summary>
/// Gives a process a fixed part of one processor, as a container's limit does, by a control group of the kernel (version 1, or 2, which has not run yet).
/// Needs the right to make one. Nodes that share a machine otherwise take from each other what a machine of their own would give them.
/// </summary>
internal sealed class CpuShare : IDisposable
{
    /// <summary>Short, so that a node that has used its part up does not stand still for long.</summary>
    private const int PeriodMicroseconds = 20_000;

    private const string VersionOne = "/sys/fs/cgroup/cpu";
    private const string VersionTwo = "/sys/fs/cgroup";

    private readonly string _group;

    /// <exception cref="InvalidOperationException">The kernel has no control groups, or does not let us make one.</exception>
    public CpuShare(int processId, int percent)
    {
        var isVersionOne = Directory.Exists(VersionOne);
        _group = Path.Combine(isVersionOne ? VersionOne : VersionTwo, string.Create(CultureInfo.InvariantCulture, $"seckill-{processId}"));
        var quota = (long)percent * PeriodMicroseconds / 100;
        try
        {
            Directory.CreateDirectory(_group);
            if (isVersionOne)
            {
                Write("cpu.cfs_period_us", $"{PeriodMicroseconds}");
                Write("cpu.cfs_quota_us", $"{quota}");
            }
            else
            {
                Write("cpu.max", $"{quota} {PeriodMicroseconds}");
            }

            Write("cgroup.procs", $"{processId}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(_group)) Directory.Delete(_group);
            throw new InvalidOperationException($"No control group could be made under {VersionTwo}: {error.Message}", error);
        }
    }

    /// <summary>Removes the group; its process must have ended.</summary>
    public void Dispose() => Directory.Delete(_group);

    private void Write(string file, FormattableString value) =>
        File.WriteAllText(Path.Combine(_group, file), value.ToString(CultureInfo.InvariantCulture));
}
