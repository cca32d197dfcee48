namespace Seckill.Actors.Settings;

/// <summary>Guesses which word somebody meant.</summary>
internal static class Spelling
{
    /// <summary>Longer words are no typing errors; comparing them would only cost time.</summary>
    private const int LengthMax = 64;

    /// <summary>The word that the fewest changed letters lead to; null when none is close.</summary>
    public static string? Nearest(string word, IEnumerable<string> words)
    {
        if (word.Length is 0 or > LengthMax) return null;
        var (nearest, distance) = ((string?)null, (word.Length / 3) + 1);
        foreach (var candidate in words)
        {
            var steps = DistanceOf(word, candidate);
            if (candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)) steps = Math.Min(steps, 1);
            if (steps < distance || (steps == distance && nearest is null)) (nearest, distance) = (candidate, steps);
        }

        return nearest;
    }

    /// <summary>Letters to add, remove or replace (Levenshtein), whatever their case.</summary>
    private static int DistanceOf(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length];
    }
}
