using System.Runtime.InteropServices;

namespace Seckill.Benchmarks.Accounting;

/// <summary>CPU of the programs that this process has started and that have ended: how a load generator's cost is known after its end.</summary>
internal static class ChildUsage
{
    private const int Children = -1;

    /// <summary>Words of <c>struct rusage</c> on 64-bit Linux: two times of two words each, and 14 counters.</summary>
    private const int Words = 18;

    /// <summary>User and system seconds of all ended children.</summary>
    public static double CpuSeconds()
    {
        Span<long> usage = stackalloc long[Words];
        if (GetUsage(Children, ref MemoryMarshal.GetReference(usage)) != 0) throw new InvalidOperationException("getrusage fails.");
        return usage[0] + usage[2] + (usage[1] + usage[3]) / 1e6;
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, ref long usage);
}
