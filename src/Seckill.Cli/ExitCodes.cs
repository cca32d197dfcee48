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

    /// <summary>
    /// No node answers there, its certificate is not trusted, the connection broke in the middle of an answer, or the answer is none of a
    /// node.
    /// </summary>
    public const int NotReached = 5;

    /// <summary>The node does not accept the token, or its role.</summary>
    public const int NotAllowed = 6;

    /// <summary>The output could not be written, such as on a full disk: the node may well have carried the command out.</summary>
    public const int NotShown = 7;

    /// <summary>A fault of the console itself (EX_SOFTWARE of sysexits.h).</summary>
    public const int Defect = 70;

    /// <summary>Ended with Ctrl-C.</summary>
    public const int Interrupted = 130;

    /// <summary>A node refuses commands with this.</summary>
    private const int Refused = 3;

    /// <summary>
    /// The exit code of a command. A node answers 400 to a line that is no command, but a value that only the command itself can judge,
    /// such as a word that a switch does not have, comes as a refusal: for scripts both are bad usage, which does not mend itself.
    /// </summary>
    public static int Of(int said, string? code) => said == Refused && code == "validation_failed" ? BadUsage : said;
}
