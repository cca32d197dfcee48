using System.Collections.Immutable;

namespace Seckill.Actors.Tests.Serialization;

/// <summary>Golden bytes: lines of a name, a manifest, and the bytes in hexadecimal digits.</summary>
internal static class GoldenFile
{
    /// <summary>Stands for no bytes at all, which an editor would trim.</summary>
    private const string Nothing = "-";

    /// <summary>Reads a file of the folder <c>Golden</c>, by the names of its lines.</summary>
    public static ImmutableSortedDictionary<string, (string Manifest, byte[] Bytes)> Read(string file)
    {
        using var stream = typeof(GoldenFile).Assembly.GetManifestResourceStream($"Seckill.Actors.Tests.Serialization.Golden.{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' '))
            .ToImmutableSortedDictionary(cells => cells[0], cells => (cells[1], BytesOf(cells[2])), StringComparer.Ordinal);
    }

    /// <summary>The line of a sample.</summary>
    public static string LineOf(string name, string manifest, byte[] bytes) =>
        $"{name} {manifest} {(bytes.Length == 0 ? Nothing : Convert.ToHexStringLower(bytes))}";

    private static byte[] BytesOf(string cell) => cell == Nothing ? [] : Convert.FromHexString(cell);
}
