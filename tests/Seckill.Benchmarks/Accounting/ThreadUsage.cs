using System.Runtime.InteropServices;

namespace Seckill.Benchmarks.Accounting;

/// <summary>CPU of the calling thread: what a load generator inside this process costs.</summary>
internal static class ThreadUsage
{
    /// <summary>CLOCK_THREAD_CPUTIME_ID of Linux.</summary>
    private const int ThreadClock = 3;

    public static double CpuSeconds()
    {
        if (GetTime(ThreadClock, out var time) != 0) throw new InvalidOperationException("clock_gettime fails.");
        return time.Seconds + time.Nanoseconds / 1e9;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out Time time);
}
