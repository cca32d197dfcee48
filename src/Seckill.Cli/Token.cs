namespace Seckill.Cli;

/// <summary>Tokens as people keep them: copied from a file, often with the end of its line.</summary>
internal static class Token
{
    /// <summary>The token without space around it; null when there is none.</summary>
    /// <param name="said">What was found.</param>
    /// <param name="origin">Where. The token itself is never shown.</param>
    public static string? Read(string? said, string origin)
    {
        if (string.IsNullOrWhiteSpace(said)) return null;
        var token = said.Trim();
        return IsFit(token) ? token : throw new ConsoleFault(
            ExitCodes.BadUsage, $"{origin} holds no token: there are spaces or other characters in it that no token has.");
    }

    /// <summary>Whether a header can carry it, in one piece.</summary>
    public static bool IsFit(string token) => token.Length > 0 && token.All(character => character is > ' ' and <= '~');
}
