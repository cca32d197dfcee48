namespace Seckill.Cli;

/// <summary>Exit codes of the console. 0 to 4 are those of the commands themselves, as the node gives them.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The line is no command, or an option of the console is wrong.</summary>
    public const int BadUsage = 2;

    /// <summary>The node is too busy or does not know the outcome; the command may be given again.</summary>
    public const int NoAnswer = 4;

    /// <summary>No node answers there, its certificate is not trusted, or the connection broke in the middle of an answer.</summary>
    public const int NotReached = 5;

    /// <summary>The node does not accept the token, or its role.</summary>
    public const int NotAllowed = 6;

    /// <summary>Ended with Ctrl-C.</summary>
    public const int Interrupted = 130;
}
