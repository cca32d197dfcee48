namespace Seckill.Operations.Palette;

/// <summary>Finds what somebody meant who has mistyped a word.</summary>
internal static class Suggestion
{
    /// <summary>Longer words are not compared: nobody mistypes a name of 64 characters that is not theirs.</summary>
    private const int LengthMax = 64;

    /// <summary>The candidate that is close enough to the word; null when none is.</summary>
    public static string? For(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LengthMax) return null;
        var near = candidates
            .Select(candidate => (Name: candidate, Distance: DistanceOf(word.ToLowerInvariant(), candidate)))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault(candidate => candidate.Distance <= Math.Max(1, candidate.Name.Length / 3));
        return near.Name ?? candidates.FirstOrDefault(candidate => word.Length > 1 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>How many letters to change, add, drop or swap with their neighbour (optimal string alignment).</summary>
    private static int DistanceOf(string from, string to)
    {
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++) costs[i, 0] = i;
        for (var j = 0; j <= to.Length; j++) costs[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var change = costs[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(change, Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
                var isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                if (isSwap) costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }

        return costs[from.Length, to.Length];
    }
}
