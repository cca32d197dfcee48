using System.Globalization;

namespace Seckill.Benchmarks.Accounting;

/// <summary>What a process and everything below it has used, by the kernel's own account under <c>/proc</c>.</summary>
internal static class ProcessTree
{
    /// <summary>Ticks per second in <c>stat</c>: 100 on every Linux that .NET runs on (USER_HZ).</summary>
    private const double TicksPerSecond = 100;

    /// <summary>CPU seconds of the tree, with those of its processes that have ended and been waited for.</summary>
    public static double CpuSecondsOf(int? root)
    {
        // Fields 14 to 17 of stat: user, system, and both of ended children.
        if (root is not { } id) return 0;
        return MembersOf(id).Sum(member => ReadStat(member) is { } stat ? stat[11..15].Sum(Number) / TicksPerSecond : 0);
    }

    /// <summary>Resident memory of one process, in bytes.</summary>
    public static long ResidentBytesOf(int process) =>
        FieldOf($"/proc/{process}/status", "VmRSS:") * 1_024 ?? throw new InvalidOperationException($"Process {process} has ended.");

    private static List<int> MembersOf(int root)
    {
        var children = new Dictionary<int, List<int>>();
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)) continue;
            if (ReadStat(id) is not { } stat) continue;
            var parent = (int)Number(stat[1]);
            if (!children.TryGetValue(parent, out var siblings)) children[parent] = siblings = [];
            siblings.Add(id);
        }

        var members = new List<int> { root };
        for (var i = 0; i < members.Count; i++)
        {
            if (children.TryGetValue(members[i], out var found)) members.AddRange(found);
        }

        return members;
    }

    /// <summary>The fields behind the name, which may hold anything but ends with the last bracket. Null: it has ended.</summary>
    private static string[]? ReadStat(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A number from a file of one process. Null: it has ended.</summary>
    private static long? FieldOf(string file, string name)
    {
        try
        {
            var line = File.ReadLines(file).First(row => row.StartsWith(name, StringComparison.Ordinal));
            return Number(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
