namespace Seckill.Cli.Streams;

/// <summary>Whoever read the output has gone, as <c>head</c> does.</summary>
internal sealed class OutputClosedException : Exception;

/// <summary>The output cannot be written, and not because its reader has gone: the disk is full, or the output is closed.</summary>
/// <param name="why">Why, without a full stop.</param>
internal sealed class OutputFailedException(string why) : Exception(why);

/// <summary>Keeps faults of the output apart from those of the connection: both come as <see cref="IOException"/>.</summary>
internal static class OutputFaults
{
    /// <summary>Whether it is a fault of the output, where nothing but the output is touched. On a terminal the framework's own come.</summary>
    public static bool Are(Exception error) => error is OutputFailedException or IOException or UnauthorizedAccessException;

    /// <summary>Shows something that the node has said.</summary>
    /// <param name="show">Writes to the output.</param>
    /// <param name="meanwhile">What has become of the command, as a sentence: nobody may take it for one that never reached the node.</param>
    public static void Guard(Action show, string meanwhile)
    {
        try
        {
            show();
        }
        catch (Exception error) when (Are(error))
        {
            throw new ConsoleFault(ExitCodes.NotShown, $"The output cannot be written: {error.Message.TrimEnd('.')}. {meanwhile}");
        }
    }
}
