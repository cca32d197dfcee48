using System.Globalization;

namespace Seckill.Host.Wire;

/// <summary>Reads whole numbers strictly: only digits.</summary>
internal static class Digits
{
    /// <summary>Reads 0 to 2^63 - 1.</summary>
    public static bool TryParse(string text, out long number)
    {
        number = 0;
        // The number parser accepts trailing NUL characters.
        return !text.AsSpan().ContainsAnyExceptInRange('0', '9')
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
