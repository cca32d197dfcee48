using System.Globalization;
using System.Runtime.InteropServices;

namespace Seckill.Benchmarks.Accounting;

/// <summary>
/// What the machine's disks have written. The kernel's account by process is of no use here: it counts whole folios, of up to
/// megabytes, for every page that becomes dirty in them. Whatever else writes meanwhile is counted too.
/// </summary>
internal static class Disks
{
    private const int SectorBytes = 512;

    /// <summary>Field of <c>stat</c> with the sectors written (Documentation/block/stat.rst).</summary>
    private const int SectorsWritten = 6;

    /// <summary>Loop devices, mappers and arrays write through others, which would count twice.</summary>
    private static readonly string[] Virtual = ["loop", "ram", "zram", "dm-", "md"];

    /// <summary>Lets the disks write what they still have to, and returns the bytes written since the machine's start.</summary>
    public static long WrittenBytes()
    {
        Sync();
        string[] disks = [.. Directory.GetFileSystemEntries("/sys/block").Where(path => !Virtual.Any(Path.GetFileName(path)!.StartsWith))];
        if (disks.Length == 0) throw new InvalidOperationException("/sys/block names no disk: what is written cannot be counted.");
        return disks.Sum(WrittenBytesOf);
    }

    private static long WrittenBytesOf(string disk)
    {
        var fields = File.ReadAllText(Path.Combine(disk, "stat")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(fields[SectorsWritten], CultureInfo.InvariantCulture) * SectorBytes;
    }

    [DllImport("libc", EntryPoint = "sync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Sync();
}
